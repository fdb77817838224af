import { env } from "cloudflare:workers";
import { listDeadLetters, parkEvents } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { uniqueId } from "../../../support/message-event.ts";
import { parkedEvent } from "../../../support/parked-event.ts";

async function listAll(tenantId: string, limit: number) {
  const pages: string[][] = [];
  let cursor: string | null | undefined;
  do {
    const page = await listDeadLetters(env.DB, tenantId, {}, { limit, cursor: cursor ?? undefined });
    pages.push(page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return pages;
}

describe("listDeadLetters", () => {
  it("walks through letters that failed at the same moment, one by one", async () => {
    const tenantId = uniqueId("tenant");
    const letters = Array.from({ length: 5 }, () => parkedEvent({ tenantId }));
    await parkEvents(env.DB, letters);
    const ids = letters.map(({ id }) => id).sort();
    expect(await listAll(tenantId, 1)).toEqual(ids.toReversed().map((id) => [id]));
    expect((await listAll(tenantId, 2)).flat()).toEqual(ids.toReversed());
  });

  it("keeps a page of large events below 4 MB, and leaves none out", async () => {
    const tenantId = uniqueId("tenant");
    await env.DB.prepare(
      `WITH RECURSIVE n (i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n WHERE i < 44)
       INSERT INTO dead_letters (id, tenant_id, reason, error, attempts, first_failed_at, last_failed_at, event)
       SELECT ?1 || i, ?1, 'retries_exhausted', 'e', 1, '2026-01-01', '2026-01-01', '"' || hex(zeroblob(60000)) || '"'
       FROM n`,
    )
      .bind(tenantId)
      .run();
    const pages = await listAll(tenantId, 200);
    expect(pages.map(({ length }) => length)).toEqual([33, 2]);
    expect(new Set(pages.flat()).size).toBe(35);
  });
});
