import { InvalidPayloadError } from "@coccinelle/core";
import { decodeCursor, encodeCursor, type Page, type PageRequest, pageLimit } from "../sql/page.ts";
import { type LanePosition, laneStatement, lanesOf, listCrmIntegrationIds } from "./failure-lanes.ts";
import { type SyncFailure, type SyncFailureReason, SyncFailureRow, toSyncFailure } from "./sync-failure.ts";

/**
 * Lists the customers and activities of a tenant that are not in a CRM as they should be: integration by
 * integration, customers before activities, reason by reason.
 *
 * @throws InvalidPayloadError on a cursor that is not from such a list
 */
export async function listSyncFailures(
  db: D1Database,
  tenantId: string,
  { reason }: { reason?: SyncFailureReason | undefined },
  page: PageRequest = {},
): Promise<Page<SyncFailure>> {
  const limit = pageLimit(page);
  const lanes = await listLanes(db, tenantId, reason, page);
  if (lanes.length === 0) return { items: [], nextCursor: null };
  const results = await db.batch(lanes.map((lane) => laneStatement(db, tenantId, lane, limit + 1)));
  const found = results.flatMap(({ results: rows }, index) =>
    rows.map((row) => ({ row: SyncFailureRow.parse(row), lane: lanes[index] })),
  );
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ row }) => toSyncFailure(row)),
    nextCursor:
      found.length > limit && last?.lane
        ? encodeCursor([
            last.lane.integrationId,
            laneName(last.lane),
            last.row.prospect_id,
            last.row.activity_id,
          ])
        : null,
  };
}

/** The lanes from the cursor on. The first one begins at the cursor. */
async function listLanes(
  db: D1Database,
  tenantId: string,
  reason: SyncFailureReason | undefined,
  { cursor }: PageRequest,
): Promise<LanePosition[]> {
  const integrationIds = await listCrmIntegrationIds(db, tenantId);
  const all = integrationIds.flatMap((integrationId) =>
    lanesOf(reason).map((lane) => ({ ...lane, integrationId, afterProspectId: "", afterActivityId: "" })),
  );
  if (cursor === undefined) return all;
  const [integrationId = "", name = "", afterProspectId = "", afterActivityId = ""] = decodeCursor(cursor, 4);
  const index = all.findIndex((lane) => lane.integrationId === integrationId && laneName(lane) === name);
  const [first, ...others] = all.slice(index);
  if (index === -1 || first === undefined) {
    throw new InvalidPayloadError("cursor: its integration was deleted; begin the list again");
  }
  return [{ ...first, afterProspectId, afterActivityId }, ...others];
}

function laneName({ of, reason }: Pick<LanePosition, "of" | "reason">): string {
  return `${of}:${reason}`;
}
