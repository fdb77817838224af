import { type CrmCustomer, normalizePhone } from "@coccinelle/core";

/** A customer's e-mail address as CRMs compare it; null where it has none. */
export function emailOf({ email }: CrmCustomer): string | null {
  return email?.trim().toLowerCase() || null;
}

/** A customer's phone number in E.164; null where it has none that can be read. */
export function phoneOf({ phone, country }: CrmCustomer): string | null {
  return normalizePhone(phone ?? "", country ?? undefined);
}
