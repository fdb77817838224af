import { FilterOperatorEnum as Operator } from "@hubspot/api-client/lib/codegen/crm/contacts/index.js";
import type { RemoteRecord } from "../api/answers.ts";
import type { HubspotApi } from "../api/hubspot-api.ts";

const MAX_RESULTS = 200;
/** ITU-T E.164: zones 1 and 7 have one digit, the listed countries two, all others three. */
const CALLING_CODE = /^\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;
const PROPERTIES = ["hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number"];

/**
 * Contacts that may have one of these numbers. By its documentation HubSpot compares "area code and local number".
 * It does not say whether the leading zero of national numbers counts, so both forms are searched for. The caller
 * has to confirm each contact that is found.
 *
 * @param phones E.164; at most 100 for one call
 */
export async function searchPhones(
  api: HubspotApi,
  properties: string[],
  phones: readonly string[],
): Promise<RemoteRecord[]> {
  if (phones.length === 0) return [];
  const national = phones.map((phone) => phone.replace(CALLING_CODE, ""));
  const variants = [national, national.map((number) => `0${number}`)];
  const { total, results } = await api.searchContacts({
    filterGroups: PROPERTIES.flatMap((propertyName) =>
      variants.map((values) => ({ filters: [{ propertyName, operator: Operator.In, values }] })),
    ),
    properties,
    limit: MAX_RESULTS,
  });
  if (total <= results.length || phones.length === 1) return results;
  const middle = Math.ceil(phones.length / 2);
  const halves = await Promise.all([
    searchPhones(api, properties, phones.slice(0, middle)),
    searchPhones(api, properties, phones.slice(middle)),
  ]);
  return halves.flat();
}
