/** ITU-T E.164 calling codes: one digit for zones 1 and 7, two for the countries listed, three for the rest. */
const CALLING_CODE = /^(?:\+|00)(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/;

/**
 * What phone search compares: the digits of a number without its country and trunk prefix. HubSpot's
 * documentation promises no more than "area code and local number".
 */
export function searchablePhone(phone: string): string {
  return phone
    .replace(/[^\d+]/g, "")
    .replace(CALLING_CODE, "")
    .replace(/\D/g, "")
    .replace(/^0+/, "");
}
