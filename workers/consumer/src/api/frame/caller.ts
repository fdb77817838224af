import type { KeyRole } from "@coccinelle/db";

/** Who does something, as the audit names them. */
export interface Actor {
  kind: "deployer" | "key" | "access";
  /** A key's public id, or the e-mail address of a person that Cloudflare Access let in. */
  id: string;
  name: string | null;
}

/** Who calls, and what they may do: with a key only what its role allows, in its tenant alone. */
export interface Caller {
  actor: Actor;
  /** Null for those with every right. */
  key: { tenantId: string; role: KeyRole } | null;
}
