// How secrets in resources are sealed and opened: the contract between the desk of resources and whoever keeps the keys.
// The order in which the desk works is part of it. It reads the resources, THEN opens the vault, decides, and appends only if the
// resources are still the ones that it read; otherwise it does all of it again, the opening included.
import type { Resource } from "../core/resources/resource.ts";

export interface SecretVault {
  /**
   * Loads the keys, making the first one if there is none. What is sealed afterwards is sealed under a key that was active when the
   * vault was opened; were the resources read later than that, a rotation could destroy the key before they are appended.
   *
   * @throws secret.master-key, secret.wrong-key, secret.damaged
   */
  open(): Promise<OpenVault>;
}

/** Synchronous, so that a decision can be made on what is stored at that moment. */
export interface OpenVault {
  /**
   * Seals every value under `spec.data` of a SecretStore under the active key; a value that `before` holds already under that key keeps
   * its sealed form, so that nothing seems changed. A value that is sealed is sealed again when its key only decrypts, and is
   * otherwise handed back as it is, as is any other resource.
   *
   * @throws secret.no-active-key, secret.unreadable
   */
  protect(resource: Resource, before: Resource | null): Resource;
  /** The reverse. @throws secret.unreadable when a value cannot be opened */
  reveal(resource: Resource): Resource;
}
