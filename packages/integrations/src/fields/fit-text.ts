import type { FittedValue } from "./field-plan.ts";

/** Cuts a text between characters, never within one. */
export function fitText(text: string, maxLength: number): FittedValue {
  if (text.length <= maxLength) return { value: text, warning: null };
  const end = maxLength - (/[\uD800-\uDBFF]/.test(text.charAt(maxLength - 1)) ? 1 : 0);
  return { value: text.slice(0, end), warning: `was cut to ${maxLength} characters` };
}

export function leftOut(why: string): FittedValue {
  return { value: null, warning: `was left out: it ${why}` };
}
