import type { RemoteCursor } from "@coccinelle/core";
import { HubspotSettings } from "@coccinelle/integrations";
import { describe, expect, it } from "vitest";
import { createAdapterContext } from "../../../../../packages/integrations/src/hubspot/api/adapter-context.ts";
import {
  createHubspotApi,
  type SearchRequest,
} from "../../../../../packages/integrations/src/hubspot/api/hubspot-api.ts";
import { KEY_PROPERTY } from "../../../../../packages/integrations/src/hubspot/contacts/contact-fields.ts";
import { createRemoteChangeLister } from "../../../../../packages/integrations/src/hubspot/contacts/list-remote-changes.ts";

interface Contact {
  id: string;
  modifiedAt: number;
}

/** A search that leaves the order of equal values to chance, as HubSpot's does: here, the youngest id first. */
function searchIn(
  contacts: readonly Contact[],
  { filterGroups = [], sorts = [], limit = 10 }: SearchRequest,
) {
  const readValue = ({ id, modifiedAt }: Contact, property: string) =>
    property === "hs_object_id" ? Number(id) : property === "lastmodifieddate" ? modifiedAt : 0;
  const compare = {
    EQ: (a: number, b: number) => a === b,
    GT: (a: number, b: number) => a > b,
    LTE: (a: number, b: number) => a <= b,
  };
  const found = contacts.filter((contact) =>
    filterGroups.some(({ filters }) =>
      filters.every(({ propertyName, operator, value }) =>
        operator === "EQ" || operator === "GT" || operator === "LTE"
          ? compare[operator](readValue(contact, propertyName), Number(value))
          : operator === "HAS_PROPERTY",
      ),
    ),
  );
  const [sort = ""] = sorts;
  const ordered = found.toSorted(
    (a, b) => readValue(a, sort) - readValue(b, sort) || Number(b.id) - Number(a.id),
  );
  return { total: found.length, results: ordered.slice(0, limit) };
}

function createLister(contacts: readonly Contact[]) {
  const api = createHubspotApi(async () => ({
    status: 200,
    headers: { "content-type": "application/json" },
    text: JSON.stringify({
      results: [{ name: KEY_PROPERTY, type: "string", groupName: "any", hasUniqueValue: true }],
    }),
  }));
  const context = createAdapterContext(
    {
      ...api,
      searchContacts: async (request) => {
        const { total, results } = searchIn(contacts, request);
        return {
          total,
          results: results.map(({ id, modifiedAt }) => ({
            id,
            updatedAt: new Date(modifiedAt),
            properties: {
              [KEY_PROPERTY]: `customer ${id}`,
              lastmodifieddate: new Date(modifiedAt).toISOString(),
            },
          })),
        };
      },
    },
    HubspotSettings.parse({}),
    () => new Date(),
  );
  return createRemoteChangeLister(context);
}

describe("the contacts that changed", () => {
  it.each([
    ["at moments of their own", 1, 1000],
    ["fifty at a moment, so that pages end within one", 50, 1030],
    ["all at one moment", 1000, 1000],
    ["at moments of 300", 300, 900],
  ])("are each listed once: %s", async (_, perMoment, count) => {
    const contacts = Array.from({ length: count }, (__, index) => ({
      id: String(1000 + ((index * 7919) % count)),
      modifiedAt: 1_000_000 + Math.floor(index / perMoment),
    }));
    const list = createLister(contacts);
    const seen: string[] = [];
    let cursor: RemoteCursor | null = null;
    for (let hasMore = true; hasMore; ) {
      const page = await list(cursor, new Date());
      seen.push(...page.contacts.map(({ askedId }) => askedId));
      ({ next: cursor, hasMore } = page);
    }
    expect(seen).toHaveLength(count);
    expect(new Set(seen).size).toBe(count);
  });
});
