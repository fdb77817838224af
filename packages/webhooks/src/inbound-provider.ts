import type { ChannelClaims, ChannelSettings } from "@coccinelle/core";
import type { EventContent } from "./new-event.ts";
import type { Ownership, SigningKey } from "./ownership.ts";

/**
 * The part of ingest that one provider brings. Every request goes the same way: it is read as far as needed to
 * find the channels that could own it, verified with their keys, and only then parsed and believed.
 */
export interface InboundProvider {
  /** A larger body is answered with 413. */
  maxBodyBytes: number;
  /**
   * The keys that may have signed a channel's requests, the current key first.
   *
   * @param credentials the channel's credentials, opened and not yet parsed
   * @throws NonRetryableError if they are not the provider's credentials; its message quotes nothing of them
   */
  readKeys(credentials: unknown, settings: ChannelSettings): SigningKey[];
  /** How a POST to each path is read. */
  routes: Readonly<Record<string, ReadWebhook>>;
}

/**
 * Takes a request apart, as far as needed to verify it.
 *
 * @throws InvalidSignatureError if the request is not signed at all
 */
export type ReadWebhook = (raw: RawWebhook) => UnverifiedWebhook;

/** A request as it came off the wire. */
export interface RawWebhook {
  /** The public URL that the provider called: path and query as received, without a fragment. */
  url: string;
  headers: Headers;
  body: Uint8Array;
}

/** A request that may be forged. */
export interface UnverifiedWebhook {
  /** The channels that the request says it is for: one, or several where a request carries messages of several. */
  claims: readonly ChannelClaims[];
  /** Whether the key signed the request as a whole. */
  isSignedBy(key: SigningKey): Promise<boolean>;
  /**
   * Reads the content. Only a request that a known key signed may be parsed.
   *
   * @param ownerOf the owner by each of the claims
   * @throws InvalidPayloadError naming the field that cannot be read
   */
  parse(ownerOf: (claims: ChannelClaims) => Ownership): ParsedWebhook;
}

/** The content of a request that a known key signed. */
export interface ParsedWebhook {
  /** Each becomes an event of the owner of its claims, or of nobody. */
  events: { claims: ChannelClaims; content: EventContent }[];
  /** Each is logged, and becomes no event. */
  statuses: DeliveryStatus[];
  /** The provider gets this answer once every event is durable. */
  answer: Response;
}

/** The fate of a message that the business sent or of a call that it had, by ids and the provider's own words. */
export interface DeliveryStatus {
  accountId: string | null;
  kind: "message" | "call";
  providerMessageId: string;
  status: string;
  errorCode: string | null;
}
