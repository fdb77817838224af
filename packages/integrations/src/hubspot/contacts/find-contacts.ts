import { type ContactPush, normalizePhone } from "@coccinelle/core";
import { type Candidates, distinctRecords } from "../../contacts/contact-record.ts";
import type { ConflictingCreation, Found } from "../../contacts/contact-verbs.ts";
import { emailOf, phoneOf } from "../../contacts/identity.ts";
import { type AdapterContext, contactProperties } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import { readByIds, readContactsBy } from "../api/read-by-ids.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import type { HubspotPlan } from "./contact-plan.ts";
import { toContactRecord } from "./contact-record.ts";
import { searchPhones } from "./search-phones.ts";

/** The contact that bears each customer's id, by that id. A customer whose mapping was lost is found so. */
export async function findByKey(
  context: AdapterContext,
  plan: HubspotPlan,
  ids: readonly string[],
): Promise<Map<string, RemoteRecord>> {
  const found = await readContactsBy(context, plan, { ids, idProperty: KEY_PROPERTY });
  return new Map(found.map((record) => [record.properties[KEY_PROPERTY] ?? "", record]));
}

/**
 * The contacts that each customer without a mapping may have already: the contact that bears its id, else the
 * contacts with its e-mail address. A customer without an address may have the contacts with its phone number.
 */
export async function findUnmapped(
  context: AdapterContext,
  plan: HubspotPlan,
  pushes: readonly ContactPush[],
): Promise<Found> {
  const byKey = await findByKey(
    context,
    plan,
    pushes.map(({ customer }) => customer.id),
  );
  const open = pushes.filter(({ customer }) => !byKey.has(customer.id));
  const phones = open.flatMap(({ customer }) =>
    emailOf(customer) === null ? (phoneOf(customer) ?? []) : [],
  );
  const [sameEmail, samePhone] = await Promise.all([
    readByEmail(context, plan, open),
    searchPhones(context.api, contactProperties(context, plan), [...new Set(phones)]),
  ]);
  const candidates = pushes.map((push): Candidates => {
    const own = byKey.get(push.customer.id);
    if (own) return { push, matches: [toContactRecord(own, context.settings)], how: "found" };
    const email = emailOf(push.customer);
    const phone = phoneOf(push.customer);
    const matches =
      email !== null
        ? sameEmail.filter((record) => emailsOf(record).includes(email))
        : samePhone.filter((record) => phone !== null && phonesOf(record, context).includes(phone));
    return { push, matches: toRecords(context, matches), how: "adopted" };
  });
  return { candidates, outcomes: [] };
}

/** The contacts in the way of new ones: contacts with the same e-mail address, and those that HubSpot names. */
export async function findHolders(
  context: AdapterContext,
  conflicts: readonly ConflictingCreation[],
): Promise<Candidates[]> {
  const plan = await context.getPlan();
  const [sameEmail, named] = await Promise.all([
    readByEmail(
      context,
      plan,
      conflicts.map(({ creation }) => creation.push),
    ),
    readByIds(
      context,
      plan,
      conflicts.flatMap(({ refused }) => refused.holderIds),
    ),
  ]);
  return conflicts.map(({ creation: { push }, refused }): Candidates => {
    const email = emailOf(push.customer) ?? "";
    const matches = [
      ...sameEmail.filter((record) => emailsOf(record).includes(email)),
      ...refused.holderIds.flatMap((id) => named.get(id) ?? []),
    ];
    return { push, matches: toRecords(context, matches), how: "adopted" };
  });
}

function toRecords({ settings }: AdapterContext, records: readonly RemoteRecord[]) {
  return distinctRecords(records.map((record) => toContactRecord(record, settings)));
}

async function readByEmail(
  context: AdapterContext,
  plan: HubspotPlan,
  pushes: readonly ContactPush[],
): Promise<RemoteRecord[]> {
  const ids = [...new Set(pushes.flatMap(({ customer }) => emailOf(customer) ?? []))];
  return readContactsBy(context, plan, { ids, idProperty: "email" });
}

function emailsOf({ properties }: RemoteRecord): string[] {
  const { email, hs_additional_emails: additional } = properties;
  return [email ?? "", ...(additional ?? "").split(";")].map((each) => each.trim().toLowerCase());
}

function phonesOf({ properties }: RemoteRecord, { settings }: AdapterContext): (string | null)[] {
  return [properties.phone, properties.mobilephone].map((phone) =>
    normalizePhone(phone ?? "", settings.defaultCountry),
  );
}
