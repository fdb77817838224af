import { assertMappingMove, type RemoteContact } from "@coccinelle/core";
import type { ContactMapping, MappingWrite, SyncCommit } from "@coccinelle/db";
import { lastingMetadata, lastingMetadataWithoutMemo } from "../mappings/mapping-after-outcome.ts";

/** How a record in the CRM differs from what D1 says of it. An `unstamped` one does not carry its customer's id. */
export type Drift = "deleted" | "merged" | "restored" | "unstamped";

interface Comparison {
  write: MappingWrite | null;
  drift: Drift | null;
}

/** Compares mappings with the CRM's records, and gives what D1 has to note of each difference. */
export function compareRecords(
  mappings: readonly ContactMapping[],
  contacts: readonly RemoteContact[],
): SyncCommit & { drifts: Drift[] } {
  const remotes = new Map(contacts.map((contact) => [contact.askedId, contact]));
  const compared = mappings.flatMap((mapping) => {
    const remote = remotes.get(mapping.externalId ?? "");
    return remote === undefined ? [] : [{ mapping, remote, ...compareRecord(mapping, remote) }];
  });
  return {
    mappings: compared.flatMap(({ write }) => write ?? []),
    optedOut: compared.filter(({ remote }) => remote.optedOut).map(({ mapping }) => mapping.prospectId),
    // These customers go to the CRM again, which stamps their records with our id or brings them up to date.
    changed: compared
      .filter(({ drift }) => drift !== null && drift !== "deleted")
      .map(({ mapping }) => mapping.prospectId),
    drifts: compared.flatMap(({ drift }) => drift ?? []),
  };
}

function compareRecord(mapping: ContactMapping, remote: RemoteContact): Comparison {
  const { status, metadata } = mapping;
  const to = (change: Partial<ContactMapping>): MappingWrite => {
    const write = { ...mapping, ...change, lastSyncedAt: null };
    assertMappingMove(status, write.status);
    return write;
  };
  if (remote.externalId === null) {
    if (status === "remote_deleted") return { write: null, drift: null };
    const reason = "its record was deleted in the CRM";
    return {
      write: to({ status: "remote_deleted", metadata: { ...lastingMetadata(mapping), reason } }),
      drift: "deleted",
    };
  }
  const read = { ownerId: remote.ownerId, lifecycle: remote.lifecycle };
  if (status === "remote_deleted") {
    const restored = { ...lastingMetadataWithoutMemo(mapping), ...read };
    return {
      write: to({ status: "synced", externalId: remote.externalId, metadata: restored }),
      drift: "restored",
    };
  }
  if (remote.externalId !== mapping.externalId) {
    const reason = "its record was merged into another one";
    const merged = { ...lastingMetadataWithoutMemo(mapping), ...read, reason };
    return {
      write: to({ status: "merged", externalId: remote.externalId, metadata: merged }),
      drift: "merged",
    };
  }
  const isNews =
    (metadata.ownerId ?? null) !== read.ownerId || (metadata.lifecycle ?? null) !== read.lifecycle;
  return {
    write: isNews ? to({ metadata: { ...metadata, ...read } }) : null,
    drift: status !== "conflict" && remote.prospectId !== mapping.prospectId ? "unstamped" : null,
  };
}
