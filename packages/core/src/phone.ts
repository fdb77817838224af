/** The country whose national phone forms are understood where no other is named. */
export const DEFAULT_COUNTRY = "FR";
