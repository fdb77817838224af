import {
  assertMappingMove,
  type ContactOutcome,
  type MappingMetadata,
  type MappingStatus,
} from "@coccinelle/core";
import type { ContactMapping, CustomerToSync, MappingWrite } from "@coccinelle/db";
import { nextAttemptAt } from "../next-attempt.ts";

const STATUS_BY_HOW: Record<Extract<ContactOutcome, { kind: "synced" }>["how"], MappingStatus> = {
  updated: "synced",
  created: "synced",
  adopted: "synced",
  found: "synced",
  merged: "merged",
  converted: "converted",
};

/** What stays true of a mapping whatever becomes of it next. */
export function lastingMetadata(mapping: ContactMapping | null): MappingMetadata {
  const { reason, attempts, nextAttemptAt, warnings, ...lasting } = mapping?.metadata ?? {};
  return lasting;
}

/** Where what was last sent tells nothing of what the record holds: it was merged, restored, or written by a job. */
export function withoutMemo(mapping: ContactMapping): MappingMetadata {
  const { memo, ...rest } = lastingMetadata(mapping);
  return rest;
}

/** What an outcome makes of a customer's mapping. */
export function nextMapping(
  { prospectId, mapping }: Pick<CustomerToSync, "prospectId" | "mapping">,
  outcome: ContactOutcome,
  now: Date,
  random: () => number,
): MappingWrite {
  const write = {
    prospectId,
    externalId: ("externalId" in outcome && outcome.externalId) || (mapping?.externalId ?? null),
    status: outcome.kind === "synced" ? STATUS_BY_HOW[outcome.how] : outcome.kind,
    lastSyncedAt: outcome.kind === "synced" ? now : null,
    metadata: { ...lastingMetadata(mapping), ...explain(mapping, outcome, now, random) },
  };
  assertMappingMove(mapping?.status ?? null, write.status);
  return write;
}

function explain(
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
