/** Something that was measured, and what it is held against. */
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
