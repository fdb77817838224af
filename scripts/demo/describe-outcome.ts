import { stripVTControlCharacters, styleText } from "node:util";
import type { DeadLetter } from "@coccinelle/api-client";
import { type Check, fullName } from "./check-outcome.ts";
import { describeCrm } from "./describe-crm.ts";
import { describeReplay } from "./describe-replay.ts";
import type { CustomerWithTimeline } from "./operators-api.ts";
import type { CrmOutcome } from "./run-crm.ts";
import type { ReplayOutcome } from "./run-replay.ts";
import type { Outcome, SentStep } from "./run-scenario.ts";

const WIDTH = 100;

/** The lines that describe a run, for a terminal of 100 columns. */
export function describeOutcome(
  outcome: Outcome,
  crms: CrmOutcome[],
  replayed: ReplayOutcome,
  checks: Check[],
): string {
  const sections = [
    section(
      "Webhooks, as Twilio sends them",
      outcome.steps.map((step, index) => describeStep(step, index, outcome)),
    ),
    section("The customers that came of them", outcome.customers.toReversed().map(describeCustomer)),
    section("Dead letters", outcome.deadLetters.map(describeDeadLetter)),
    ...crms.map((crm) => section(`In the tenant's ${crm.account.name}`, describeCrm(outcome.customers, crm))),
    section("An operator replays the dead letter", describeReplay(replayed)),
    section("Checks", checks.map(describeCheck)),
  ];
  return sections.join("\n\n\n");
}

function section(title: string, blocks: string[][]): string {
  const lines = [styleText("bold", title), "", ...blocks.flat().map((line) => line && `  ${line}`)];
  return lines.map(shorten).join("\n").trimEnd();
}

function describeStep(step: SentStep, index: number, outcome: Outcome): string[] {
  const number = String(index + 1).padStart(2);
  const { from, text } = step.webhook;
  return [
    `${number}  ${styleText("bold", step.title)}`,
    `    ${styleText("dim", `${from}  ${text && `“${text}”`}`)}`,
    `    ${answerOf(step)} → ${describeFate(step, index, outcome)}`,
    "",
  ];
}

function answerOf({ status }: SentStep): string {
  return styleText(status < 300 ? "green" : "yellow", String(status));
}

/** The effect of a webhook, as far as the customers show it now. */
function describeFate(step: SentStep, index: number, { steps, customers, deadLetters }: Outcome): string {
  if (step.status >= 300) return `refused: ${/"message":"([^"]*)"/.exec(step.answer)?.[1] ?? step.answer}`;
  const first = steps.findIndex(({ eventId }) => eventId === step.eventId);
  if (first < index) return `the same activity as ${first + 1}, nothing more`;
  const customer = customers.find(({ timeline }) => timeline.some(({ id }) => id === step.eventId));
  if (customer !== undefined) return `an activity of ${fullName(customer)}`;
  const deadLetter = deadLetters.find(({ eventId }) => eventId === step.eventId);
  return deadLetter === undefined ? "nothing" : `a dead letter: ${deadLetter.reason}`;
}

function describeCustomer(customer: CustomerWithTimeline): string[] {
  const { phone, segment, tags, timeline } = customer;
  const facts = [phone ?? "no phone number", segment, tags.join(", ")];
  return [
    `${styleText("bold", fullName(customer))}  ${facts.join(" · ")}`,
    ...timeline.map(({ createdAt, channel, description }) => {
      return `  ${createdAt?.slice(11, 23)}  ${(channel ?? "").padEnd(8)}  ${description}`;
    }),
    "",
  ];
}

function describeDeadLetter({ reason, error, provider, event }: DeadLetter): string[] {
  return [
    `${styleText("bold", reason)}  ${error}`,
    `  ${provider}, kept whole: ${JSON.stringify(event).length} characters of JSON`,
  ];
}

function describeCheck({ statement, problems }: Check): string[] {
  const mark = problems.length === 0 ? styleText("green", "✓") : styleText("red", "✗");
  return [`${mark} ${statement}`, ...problems.map((problem) => `    ${problem}`)];
}

/** Cuts a line to the width. A line that is too long loses its colours. */
function shorten(line: string): string {
  const plain = stripVTControlCharacters(line);
  return plain.length <= WIDTH ? line : `${plain.slice(0, WIDTH - 1)}…`;
}
