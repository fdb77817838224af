/** A value that was measured, and the bound that it is compared with. */
export interface Measure {
  name: string;
  value: number;
  unit?: string;
  bound: { relation: "≤" | "≥" | "="; value: number };
}

export function isMet({ value, bound }: Measure): boolean {
  switch (bound.relation) {
    case "≤":
      return value <= bound.value;
    case "≥":
      return value >= bound.value;
    case "=":
      return value === bound.value;
  }
}
