/** Which customers; every condition that is given has to hold. */
export interface CustomerFilters {
  /**
   * Words, in any order and any case, with or without accents: each is part of the name or the
   * e-mail address, or is the segment or a tag, or (from three digits on, in any form) part of the phone.
   */
  query?: string;
  /** A whole phone number, in any form. */
  phone?: string;
  /** A whole e-mail address, in any case. */
  email?: string;
  segment?: string;
  tag?: string;
  minOrders?: number;
  /** Last contact longer ago than this, or none at all. */
  notContactedForDays?: number;
}
