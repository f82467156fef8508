// What can become of one delivery of a forge. Its payload is kept as what was understood of it, never as it came.

/** What the door understood: JSON all the way down, and nothing of the payload that nobody reads. */
export type DeliveryMessage = Readonly<Record<string, unknown>>;

export interface ReceivedDelivery {
  /** The forge's id of it; stays the same when it is delivered again. */
  readonly guid: string;
  /** The forge's name for what happened: `issues.labeled`. */
  readonly event: string;
  /** Deliveries of one key are handled one after the other, in the order in which they arrived. */
  readonly key: string;
  /** Whose it is: owners take turns. Absent in those of earlier versions. */
  readonly owner?: string;
  /** It stops work, and goes before what begins it. @defaultValue false */
  readonly isUrgent?: boolean;
  /** Grows with each delivery: milliseconds since the epoch, or a little more where two would be the same. */
  readonly arrival: number;
  /** Of the body; null for one that says what another said before it. */
  readonly digest: string | null;
  /** It names no time by which it could be seen to be old, so that its digest is kept for longer. @defaultValue false */
  readonly isTimeless?: boolean;
}

export type DeliveryEvent =
  | { readonly type: "delivery.received"; readonly received: ReceivedDelivery; readonly message: DeliveryMessage; readonly at: number }
  /** Nothing is to be done for it; decided at the door or by whoever handled it. */
  | { readonly type: "delivery.ignored"; readonly reason: string; readonly at: number }
  | { readonly type: "delivery.handled"; readonly note: string | null; readonly at: number }
  /** Given up. Delivered again, it is tried again. */
  | { readonly type: "delivery.failed"; readonly reason: string; readonly tries: number; readonly at: number };

export interface DeliveryEffect {
  readonly type: "delivery.handle";
  readonly key: string;
}
