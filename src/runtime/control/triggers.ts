// Operations on triggers by hand.

export interface TriggerName {
  readonly project: string;
  readonly name: string;
}

export interface TriggerControl {
  suspend(request: TriggerName): Promise<null>;
  resume(request: TriggerName): Promise<null>;
  /** @throws trigger.* when it is suspended, throttled or forbidden by its concurrency policy */
  fire(request: TriggerName & { readonly payload: unknown }): Promise<{ readonly taskId: string }>;
}
