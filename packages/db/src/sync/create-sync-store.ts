import { commit } from "./commit.ts";
import { findNextAttempt } from "./find-next-attempt.ts";
import type { SyncScope } from "./guard.ts";
import { beginPass, endPass } from "./pass.ts";
import { listDueActivities, listUnsentActivities } from "./reading/list-activities.ts";
import { listCustomers, listDueCustomers, takeChanges } from "./reading/list-customers.ts";
import { findBulkRange, listLoad } from "./reading/list-load.ts";
import { listMappings, listMappingsAfter } from "./reading/list-mappings.ts";
import { listDueRevisions } from "./reading/list-revisions.ts";
import type { SyncStore } from "./sync-store.ts";

/** The reads and writes in D1 of one pass of one integration. Each pass has a store of its own. */
export function createSyncStore(scope: SyncScope): SyncStore {
  return {
    beginPass: () => beginPass(scope),
    takeChanges: (lane, limit) => takeChanges(scope, lane, limit),
    listDueCustomers: (now, limit) => listDueCustomers(scope, now, limit),
    listUnsentActivities: (lane, limit) => listUnsentActivities(scope, lane, limit),
    listDueActivities: (now, limit) => listDueActivities(scope, now, limit),
    listDueRevisions: (now, limit) => listDueRevisions(scope, now, limit),
    findBulkRange: (minSize, pageSize) => findBulkRange(scope, minSize, pageSize),
    listLoad: (range) => listLoad(scope, range),
    listCustomers: (prospectIds) => listCustomers(scope, prospectIds),
    listMappings: (externalIds) => listMappings(scope, externalIds),
    listMappingsAfter: (externalId, limit) => listMappingsAfter(scope, externalId, limit),
    findNextAttempt: () => findNextAttempt(scope),
    commit: (changes) => commit(scope, changes),
    endPass: (end) => endPass(scope, end),
  };
}
