import type { Forecast } from "@coccinelle/api-client";
import type { CommandContext } from "../command-context.ts";
import { printRows, toJson } from "./print.ts";

const OUTCOMES: Readonly<Record<string, string>> = {
  creates_customer: "makes a customer",
  adds_activity: "adds an activity",
  nothing: "changes nothing",
  fails: "fails again",
};

/** Prints the forecast of a dry run. */
export function printForecast({ io, json }: CommandContext, forecast: Forecast): void {
  if (json) {
    io.out.write(toJson(forecast));
    return;
  }
  io.out.write(`${describeTotal(forecast)}\n`);
  for (const { integrationId, count } of forecast.integrations ?? []) {
    io.out.write(`Integration ${integrationId} would try ${count} again.\n`);
  }
  if (forecast.items.length === 0) return;
  io.out.write("\n");
  printRows(
    io,
    forecast.items,
    {
      id: ({ id }) => id,
      "a replay": ({ outcome }) => OUTCOMES[outcome] ?? outcome,
      customer: ({ customer }) => customer && describeCustomer(customer),
      activity: ({ activity }) => activity && `${activity.type}, ${activity.channel}`,
      why: ({ reason, error }) => error ?? reason,
    },
    { json, none: "" },
  );
}

function describeTotal({ total, items, summary, ...others }: Forecast): string {
  const told = total > items.length && items.length > 0 ? `; of the first ${items.length}` : "";
  const parts = Object.entries(summary).flatMap(([outcome, count]) =>
    count > 0 ? [`${count} ${OUTCOMES[outcome] ?? outcome}`] : [],
  );
  const left = [
    ...(others.alreadySettled > 0 ? [`${others.alreadySettled} of another status`] : []),
    ...(others.inOtherReplay > 0 ? [`${others.inOtherReplay} in another replay`] : []),
    ...(others.notReplayable > 0 ? [`${others.notReplayable} that cannot be sent again`] : []),
    ...(others.notFound > 0 ? [`${others.notFound} that do not exist`] : []),
  ];
  return [
    `This was a dry run, so nothing was changed. ${total} would be sent again${told}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}.`,
    ...(left.length > 0 ? [`Left out: ${left.join(", ")}.`] : []),
  ].join("\n");
}

function describeCustomer({
  id,
  firstName,
  lastName,
}: {
  id: string | null;
  firstName: string | null;
  lastName: string | null;
}): string {
  const name = [firstName, lastName].filter((part) => part).join(" ");
  return id === null ? `${name} (new)` : `${name} (${id})`;
}
