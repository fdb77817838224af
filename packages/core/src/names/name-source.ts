import * as z from "zod";

/** Where a customer's name comes from, the strongest first. */
export const NameSource = z.enum(["human", "crm", "self_introduction", "profile", "placeholder"]);
export type NameSource = z.infer<typeof NameSource>;

/** Whether a name from `source` may replace one from `current`; equals do not replace each other. */
export function isStrongerSource(source: NameSource, current: NameSource): boolean {
  return NameSource.options.indexOf(source) < NameSource.options.indexOf(current);
}
