import { type ContactPush, normalizePhone } from "@coccinelle/core";
import { type AdapterContext, contactProperties } from "../api/adapter-context.ts";
import type { RemoteRecord } from "../api/answers.ts";
import type { Refusal } from "../api/hubspot-refusal.ts";
import { readByIds, readContactsBy } from "../api/read-by-ids.ts";
import { KEY_PROPERTY } from "./contact-fields.ts";
import type { Candidates } from "./contact-target.ts";
import type { FieldPlan } from "./field-plan.ts";
import { searchPhones } from "./search-phones.ts";

/** The contact that bears each customer's id, by that id: those whose mapping was lost. */
export async function findByKey(
  context: AdapterContext,
  plan: FieldPlan,
  ids: readonly string[],
): Promise<Map<string, RemoteRecord>> {
  const found = await readContactsBy(context, plan, { ids, idProperty: KEY_PROPERTY });
  return new Map(found.map((record) => [record.properties[KEY_PROPERTY] ?? "", record]));
}

/**
 * The contacts that each customer without a mapping may have already: the one that bears its id, or those with
 * its e-mail address, or, for customers without one, those with its phone number.
 */
export async function findUnmapped(
  context: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
  byKey: ReadonlyMap<string, RemoteRecord>,
): Promise<Candidates[]> {
  const isFound = ({ customer }: ContactPush) => byKey.has(customer.id);
  const withEmail = pushes.filter((push) => !isFound(push) && emailOf(push) !== null);
  const withPhone = pushes.filter(
    (push) => !isFound(push) && emailOf(push) === null && phoneOf(push) !== null,
  );
  const phones = new Set(withPhone.flatMap((push) => phoneOf(push) ?? []));
  const [sameEmail, samePhone] = await Promise.all([
    readByEmail(context, plan, withEmail),
    searchPhones(context.api, contactProperties(context, plan), [...phones]),
  ]);
  return pushes.map((push): Candidates => {
    const own = byKey.get(push.customer.id);
    if (own) return { push, matches: [own], how: "found" };
    const email = emailOf(push);
    const phone = phoneOf(push);
    const matches =
      email !== null
        ? sameEmail.filter((record) => emailsOf(record).includes(email))
        : samePhone.filter((record) => phone !== null && phonesOf(record, context).includes(phone));
    return { push, matches, how: "adopted" };
  });
}

/** The contacts that stand in the way of new ones with the same e-mail address; HubSpot may have named them. */
export async function findHolders(
  context: AdapterContext,
  plan: FieldPlan,
  conflicting: readonly { push: ContactPush; refusal: Refusal }[],
): Promise<Candidates[]> {
  const [sameEmail, named] = await Promise.all([
    readByEmail(
      context,
      plan,
      conflicting.map(({ push }) => push),
    ),
    readByIds(
      context,
      plan,
      conflicting.flatMap(({ refusal }) => refusal.holderIds),
    ),
  ]);
  return conflicting.map(({ push, refusal }): Candidates => {
    const email = emailOf(push) ?? "";
    const records = [
      ...sameEmail.filter((record) => emailsOf(record).includes(email)),
      ...refusal.holderIds.flatMap((id) => named.get(id) ?? []),
    ];
    return {
      push,
      matches: [...new Map(records.map((record) => [record.id, record])).values()],
      how: "adopted",
    };
  });
}

async function readByEmail(
  context: AdapterContext,
  plan: FieldPlan,
  pushes: readonly ContactPush[],
): Promise<RemoteRecord[]> {
  const ids = [...new Set(pushes.flatMap((push) => emailOf(push) ?? []))];
  return readContactsBy(context, plan, { ids, idProperty: "email" });
}

function emailOf({ customer }: ContactPush): string | null {
  return customer.email?.trim().toLowerCase() || null;
}

function emailsOf({ properties }: RemoteRecord): string[] {
  const { email, hs_additional_emails: additional } = properties;
  return [email ?? "", ...(additional ?? "").split(";")].map((each) => each.trim().toLowerCase());
}

function phoneOf({ customer }: ContactPush): string | null {
  return normalizePhone(customer.phone ?? "", customer.country ?? undefined);
}

function phonesOf({ properties }: RemoteRecord, { settings }: AdapterContext): (string | null)[] {
  return [properties.phone, properties.mobilephone].map((phone) =>
    normalizePhone(phone ?? "", settings.defaultCountry),
  );
}
