import { isSupportedCountry, parsePhoneNumberFromString } from "libphonenumber-js/max";
import type { Identity } from "./identity.ts";

/** The country whose national phone forms are understood if no other country is given. */
export const DEFAULT_COUNTRY = "FR";

/** The characters that people put between digits and around them. */
const PUNCTUATION = /[\t ()./-]/g;
/** Where a second number may begin: "01 23 45 67 89 / 06 12 34 56 78". */
const POSSIBLE_BREAK = /\/| +- +|\s{2,}/;
/** With at least this many digits on both sides of a break, the text may be two numbers. */
const DIGITS_OF_A_SHORT_NUMBER = 5;
/** A number with fewer digits is taken for a short code, even in a country whose subscribers have fewer. */
const MIN_PHONE_DIGITS = 7;
/** 7 to 15 digits. Some national plans have longer numbers, which are refused. */
const E164 = /^\+[1-9]\d{6,14}$/;
/** Mexico gave up the 1 after its country code in 2019. Carriers and WhatsApp still send it. */
const MEXICAN_MOBILE_PREFIX = /(?<=^\+52)1(?=\d{10}$)/;
/** Brazil put a 9 before the eight digits of its mobiles by 2016. Old address books and WhatsApp lack the 9. */
const MISSING_BRAZILIAN_NINE = /(?<=^\+55[1-9]\d)(?=[6-9]\d{7}$)/;
/** An Argentine mobile is written with a 9 from abroad, and without it at home. No two subscribers differ by the 9 alone. */
const MISSING_ARGENTINE_NINE = /(?<=^\+54)(?=[1-3]\d{9}$)/;

/**
 * Reads a phone number as people and providers write it: with or without country code, with
 * any punctuation, after `whatsapp:` or `tel:`. The former forms of Mexican and Brazilian
 * numbers become their present forms.
 *
 * @param country ISO 3166-1 alpha-2: how to read a number without a country code. Where the
 *   country is unknown, only international forms are read.
 * @returns E.164, or null if the text may be anything but one phone number. A national form has
 *   to be valid in its country. An international form only has to be possible, since a provider
 *   may know newer ranges than the metadata of libphonenumber.
 */
export function normalizePhone(text: string, country: string = DEFAULT_COUNTRY): string | null {
  const written = text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/\p{Pd}/gu, "-")
    .trim()
    .replace(/^(?:whatsapp|tel): */i, "");
  const compact = toPresentPhone(written.replace(PUNCTUATION, "").replace(/^00/, "+"));
  const isOneNumber = /^\+?\d+$/.test(compact) && !mayBeTwoNumbers(written);
  if (!isOneNumber || countDigits(written) < MIN_PHONE_DIGITS) return null;
  const read = compact.startsWith("+") ? readInternational(compact) : readNational(compact, country);
  if (read === undefined || !E164.test(read)) return null;
  const number = toPresentPhone(read);
  // If a second reading changes the number again ("+43 00…"), it had more than a trunk prefix in it.
  return number === compact || readInternational(number) === number ? number : null;
}

/**
 * The present form of a number in E.164. Providers still send the former form of Mexico's and Brazil's mobiles.
 * The function needs no metadata. It returns any other text as it is, and for a number in E.164 it agrees with
 * `normalizePhone`.
 */
export function toPresentPhone(e164: string): string {
  return e164.replace(MEXICAN_MOBILE_PREFIX, "").replace(MISSING_BRAZILIAN_NINE, "9");
}

/**
 * The identity that a phone number stands for.
 *
 * @param e164 as `normalizePhone` returns it
 */
export function phoneIdentity(e164: string): Identity {
  return { kind: "phone", value: e164.replace(MISSING_ARGENTINE_NINE, "9") };
}

/** A number as people write it. */
export interface PhoneForms {
  /** With the country code, in groups: `+33 6 12 34 56 78`. */
  international: string;
  /** As it is dialled within its country, in groups: `06 12 34 56 78`. */
  national: string;
  /** As it is dialled within its country, the digits alone. */
  nationalDigits: string;
}

/**
 * How people write a number, to search for it in texts that people wrote.
 *
 * @param e164 as `normalizePhone` returns it
 * @returns null if the text is no number
 */
export function writePhone(e164: string): PhoneForms | null {
  const parsed = parsePhoneNumberFromString(e164, { extract: false });
  if (parsed === undefined) return null;
  const national = parsed.formatNational();
  return {
    international: parsed.formatInternational(),
    national,
    nationalDigits: national.replace(/\D/g, ""),
  };
}

function readInternational(compact: string): string | undefined {
  const parsed = parsePhoneNumberFromString(compact, { extract: false });
  // The metadata knows where numbers begin with 0 (Italy, Ivory Coast). In other countries the 0 is a leftover trunk prefix.
  const mayExist = parsed?.nationalNumber.startsWith("0") ? parsed.isValid() : parsed?.isPossible();
  return mayExist ? parsed?.number : undefined;
}

function readNational(compact: string, country: string): string | undefined {
  const defaultCountry = country.trim().toUpperCase();
  if (!isSupportedCountry(defaultCountry)) return undefined;
  const parsed = parsePhoneNumberFromString(compact, { defaultCountry, extract: false });
  return parsed?.isValid() ? parsed.number : undefined;
}

function mayBeTwoNumbers(written: string): boolean {
  return (
    written.split(POSSIBLE_BREAK).filter((part) => countDigits(part) >= DIGITS_OF_A_SHORT_NUMBER).length > 1
  );
}

function countDigits(text: string): number {
  return text.replace(/\D/g, "").length;
}
