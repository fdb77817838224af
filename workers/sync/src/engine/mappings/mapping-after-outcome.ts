import {
  assertMappingMove,
  type ContactOutcome,
  type MappingMetadata,
  type MappingStatus,
} from "@coccinelle/core";
import type { ContactMapping, CustomerToSync, MappingWrite } from "@coccinelle/db";
import { nextAttemptAt } from "../retry-times.ts";

const STATUS_BY_HOW: Record<Extract<ContactOutcome, { kind: "synced" }>["how"], MappingStatus> = {
  updated: "synced",
  created: "synced",
  adopted: "synced",
  found: "synced",
  merged: "merged",
  converted: "converted",
};

/** A customer's mapping after the outcome of a push. */
export function mappingAfterOutcome(
  { prospectId, mapping }: Pick<CustomerToSync, "prospectId" | "mapping">,
  outcome: ContactOutcome,
  now: Date,
  random: () => number,
): MappingWrite {
  const write = {
    prospectId,
    externalId: ("externalId" in outcome && outcome.externalId) || (mapping?.externalId ?? null),
    status: outcome.kind === "synced" ? STATUS_BY_HOW[outcome.how] : outcome.kind,
    // Null keeps the time of the last success.
    lastSyncedAt: outcome.kind === "synced" ? now : null,
    metadata: { ...lastingMetadata(mapping), ...outcomeMetadata(mapping, outcome, now, random) },
  };
  assertMappingMove(mapping?.status ?? null, write.status);
  return write;
}

/** The metadata that no outcome changes: everything but the last failure and the last warnings. */
export function lastingMetadata(mapping: ContactMapping | null): MappingMetadata {
  const { reason, attempts, nextAttemptAt, warnings, ...lasting } = mapping?.metadata ?? {};
  return lasting;
}

/**
 * The lasting metadata without the adapter's memo. A record that was merged, restored or written by a job holds
 * other values than the last push sent, so the memo no longer describes it.
 */
export function lastingMetadataWithoutMemo(mapping: ContactMapping): MappingMetadata {
  const { memo, ...rest } = lastingMetadata(mapping);
  return rest;
}

/** The customers whose mapping has just followed a merge. The record that survived may be another customer's, too. */
export function findNewlyMerged(
  customers: readonly CustomerToSync[],
  mappings: readonly MappingWrite[],
): string[] {
  const before = new Map(customers.map(({ prospectId, mapping }) => [prospectId, mapping?.externalId]));
  return mappings
    .filter(
      ({ prospectId, status, externalId }) => status === "merged" && before.get(prospectId) !== externalId,
    )
    .map(({ prospectId }) => prospectId);
}

function outcomeMetadata(
  mapping: ContactMapping | null,
  outcome: ContactOutcome,
  now: Date,
  random: () => number,
): MappingMetadata {
  if (outcome.kind === "synced") {
    return {
      memo: outcome.memo,
      ...(outcome.lifecycle !== undefined && { lifecycle: outcome.lifecycle }),
      ...(outcome.warnings.length > 0 && { warnings: outcome.warnings }),
    };
  }
  if (outcome.kind !== "error") return { reason: outcome.reason };
  const attempts = (mapping?.metadata.attempts ?? 0) + 1;
  return { reason: outcome.reason, attempts, nextAttemptAt: nextAttemptAt(attempts, now, random) };
}
