import * as z from "zod";
import type { SandboxAnswer } from "../../frame/answer.ts";
import { validationError } from "../api/hubspot-error.ts";
import { readBody, readObjectType } from "../api/read-body.ts";
import type { HubspotRoute, RouteCall } from "../api/route.ts";
import { type CrmRecord, toReadAnswer } from "./crm-record.ts";
import { matchesGroups, SearchFilter, toComparable } from "./search-filter.ts";

/** A search shows no more than its first 10,000 results. */
const MAX_RESULTS = 10_000;

const Sort = z.object({
  propertyName: z.string(),
  direction: z.enum(["ASCENDING", "DESCENDING"]).default("ASCENDING"),
});
type Sort = z.infer<typeof Sort>;

/** Unknown parameters are refused: HubSpot may know them, and results that ignore them would be wrong. */
const SearchRequest = z.strictObject({
  filterGroups: z
    .array(z.strictObject({ filters: z.array(SearchFilter).min(1).max(6) }))
    .max(5)
    .default([]),
  /** The SDK sends strings: a name, or `-name`. */
  sorts: z
    .array(z.union([Sort, z.string().transform(readSort)]))
    .max(1)
    .default([]),
  properties: z.array(z.string()).default([]),
  limit: z.int().min(1).max(200).default(10),
  after: z.coerce.number().int().min(0).default(0),
});

function readSort(text: string): Sort {
  return text.startsWith("-")
    ? { propertyName: text.slice(1), direction: "DESCENDING" }
    : { propertyName: text, direction: "ASCENDING" };
}

function searchObjects({ portal: { store, catalog }, params, body }: RouteCall): SandboxAnswer {
  const type = readObjectType(params[0]);
  const { filterGroups, sorts, properties, limit, after } = readBody(SearchRequest, body);
  const named = [...filterGroups.flatMap(({ filters }) => filters), ...sorts];
  const isKnown = (name: string) => catalog.find(type, name) !== undefined;
  for (const { propertyName } of named) {
    if (!isKnown(propertyName)) {
      throw validationError(`There was a problem with the request: property ${propertyName} does not exist.`);
    }
  }
  const end = after + limit;
  if (end > MAX_RESULTS) throw validationError(`The search is limited to ${MAX_RESULTS} results.`);

  const [sort = { propertyName: "hs_object_id", direction: "ASCENDING" }] = sorts;
  const found = store
    .listIndexed(type)
    .filter((record) => matchesGroups(record.properties, filterGroups))
    .sort((one, other) => compareRecords(sort, one, other));
  return {
    status: 200,
    body: {
      total: found.length,
      results: found.slice(after, end).map((record) => toReadAnswer(record, properties, isKnown)),
      ...(end < found.length && { paging: { next: { after: String(end) } } }),
    },
  };
}

/** Records with equal values are ordered by their ids. */
function compareRecords({ propertyName, direction }: Sort, one: CrmRecord, other: CrmRecord): number {
  const sign = direction === "ASCENDING" ? 1 : -1;
  const left = toComparable(one.properties[propertyName] ?? "");
  const right = toComparable(other.properties[propertyName] ?? "");
  if (left === right) return Number(one.id) - Number(other.id);
  return left < right ? -sign : sign;
}

export const searchRoutes: HubspotRoute[] = [
  {
    method: "POST",
    path: "/crm/objects/{type}/search",
    scope: "crm.objects.contacts.read",
    isSearch: true,
    answer: searchObjects,
  },
];
