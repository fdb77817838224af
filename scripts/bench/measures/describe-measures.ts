import { styleText } from "node:util";
import { isMet, type Measure } from "./measure.ts";

/** One line for each measure: its name, its value, its bound, and whether the value is within the bound. */
export function describeMeasures(title: string, measures: readonly Measure[]): string {
  const lines = measures.map((measure) => {
    const { name, value, unit = "", bound } = measure;
    const verdict = isMet(measure) ? styleText("green", "ok") : styleText("red", "NOT MET");
    const columns = [
      name.padEnd(66),
      formatNumber(value).padStart(8),
      unit.padEnd(3),
      `${bound.relation} ${formatNumber(bound.value)}`.padEnd(8),
      verdict,
    ];
    return `  ${columns.join("  ")}`;
  });
  return [styleText("bold", title), ...lines, ""].join("\n");
}

function formatNumber(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
