import { assertMappingMove, type RemoteContact } from "@coccinelle/core";
import type { ContactMapping, MappingWrite, SyncCommit } from "@coccinelle/db";
import { lastingMetadata, withoutMemo } from "../mappings/mapping-after-outcome.ts";

/** How a record differs from what is known of it here. */
export type Drift = "deleted" | "merged" | "restored" | "unstamped";

interface RemoteFinding {
  write: MappingWrite | null;
  drift: Drift | null;
}

/** What the CRM says of its records, as it is to be written here. */
export function readRemote(
  mappings: readonly ContactMapping[],
  contacts: readonly RemoteContact[],
): SyncCommit & { drifts: Drift[] } {
  const remotes = new Map(contacts.map((contact) => [contact.askedId, contact]));
  const found = mappings.flatMap((mapping) => {
    const remote = remotes.get(mapping.externalId ?? "");
    return remote === undefined ? [] : [{ mapping, remote, ...compare(mapping, remote) }];
  });
  return {
    mappings: found.flatMap(({ write }) => write ?? []),
    optedOut: found.filter(({ remote }) => remote.optedOut).map(({ mapping }) => mapping.prospectId),
    // To be stamped with our id, or brought up to date.
    changed: found
      .filter(({ drift }) => drift !== null && drift !== "deleted")
      .map(({ mapping }) => mapping.prospectId),
    drifts: found.flatMap(({ drift }) => drift ?? []),
  };
}

function compare(mapping: ContactMapping, remote: RemoteContact): RemoteFinding {
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
  const said = { ownerId: remote.ownerId, lifecycle: remote.lifecycle };
  if (status === "remote_deleted") {
    const restored = { ...withoutMemo(mapping), ...said };
    return {
      write: to({ status: "synced", externalId: remote.externalId, metadata: restored }),
      drift: "restored",
    };
  }
  if (remote.externalId !== mapping.externalId) {
    const merged = { ...withoutMemo(mapping), ...said, reason: "its record was merged into another one" };
    return {
      write: to({ status: "merged", externalId: remote.externalId, metadata: merged }),
      drift: "merged",
    };
  }
  const isNews =
    (metadata.ownerId ?? null) !== said.ownerId || (metadata.lifecycle ?? null) !== said.lifecycle;
  return {
    write: isNews ? to({ metadata: { ...metadata, ...said } }) : null,
    drift: status !== "conflict" && remote.prospectId !== mapping.prospectId ? "unstamped" : null,
  };
}
