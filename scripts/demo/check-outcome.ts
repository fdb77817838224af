import type { CustomerWithTimeline } from "./operators-api.ts";
import type { Outcome, SentStep } from "./run-scenario.ts";
import { CUSTOMERS, SEARCH } from "./scenario.ts";

/** A statement that has to be true, and the problems that make it false. */
export interface Check {
  statement: string;
  problems: string[];
}

/** Compares everything that the demo saw with everything that the scenario expects. */
export function checkOutcome(outcome: Outcome): Check[] {
  return [
    { statement: "Twilio gets the right answer to every webhook", problems: checkAnswers(outcome) },
    ...Object.keys(CUSTOMERS).map((name) => checkCustomer(name, outcome)),
    { statement: "Nobody else became a customer", problems: findStrangers(outcome) },
    {
      statement: "The message to an unregistered number is kept, with its reason",
      problems: checkDeadLetters(outcome),
    },
    { statement: "Media and location are in the timeline", problems: checkAttachments(outcome) },
    { statement: `A search for ${SEARCH.query} finds ${SEARCH.finds} alone`, problems: checkSearch(outcome) },
    {
      statement: "The API does not show the channel's secret",
      problems: outcome.showsSecret ? ["the list of channels holds it"] : [],
    },
  ];
}

/** A customer's whole name. */
export function fullName({ firstName, lastName }: CustomerWithTimeline): string {
  return [firstName, lastName].filter(Boolean).join(" ");
}

function checkAnswers({ steps }: Outcome): string[] {
  return steps.flatMap(({ title, status, answer, expected }) => {
    const right = expected.kind === "refused" ? expected.status : 200;
    return status === right ? [] : [`"${title}": ${status} instead of ${right}: ${answer}`];
  });
}

function checkCustomer(name: string, { steps, customers }: Outcome): Check {
  const own = steps.filter(({ expected }) => expected.kind === "activity" && expected.customer === name);
  const statement = `${name} is one customer with ${own.length === 1 ? "one activity" : `${own.length} activities`}`;
  const [customer, ...others] = customers.filter((candidate) => fullName(candidate) === name);
  if (customer === undefined) return { statement, problems: ["there is no such customer"] };

  const problems = others.map(({ id }) => `${id} has the same name`);
  const phone = CUSTOMERS[name]?.phone ?? null;
  if (customer.phone !== phone) problems.push(`the phone is ${customer.phone} instead of ${phone}`);
  const found = customer.timeline.map(({ id }) => id);
  for (const { title } of own.filter(({ eventId }) => !found.includes(eventId))) {
    problems.push(`"${title}" is not in the timeline`);
  }
  const expectedIds = own.map(({ eventId }) => eventId);
  for (const { id, description } of customer.timeline.filter(({ id }) => !expectedIds.includes(id))) {
    problems.push(`the timeline holds ${id}, too: ${description}`);
  }
  return { statement, problems };
}

function findStrangers({ customers }: Outcome): string[] {
  return customers
    .filter((customer) => CUSTOMERS[fullName(customer)] === undefined)
    .map((customer) => `${fullName(customer)} (${customer.phone})`);
}

function checkDeadLetters({ steps, deadLetters }: Outcome): string[] {
  const expected = steps.flatMap(({ expected, eventId }) =>
    expected.kind === "dead_letter" ? [`${eventId} ${expected.reason}`] : [],
  );
  const found = deadLetters.map(({ eventId, reason }) => `${eventId} ${reason}`);
  return [
    ...expected.filter((letter) => !found.includes(letter)).map((letter) => `${letter} is missing`),
    ...found.filter((letter) => !expected.includes(letter)).map((letter) => `${letter} is there, too`),
  ];
}

function checkSearch({ found }: Outcome): string[] {
  const names = found.map(fullName);
  return names.length === 1 && names[0] === SEARCH.finds ? [] : [`it finds ${names.join(", ") || "nobody"}`];
}

function checkAttachments({ steps, customers }: Outcome): string[] {
  return steps.filter((step) => !isComplete(step, customers)).map(({ title }) => `"${title}" lacks some`);
}

function isComplete({ webhook, eventId }: SentStep, customers: CustomerWithTimeline[]): boolean {
  const activity = customers.flatMap(({ timeline }) => timeline).find(({ id }) => id === eventId);
  const metadata = JSON.stringify(activity?.metadata ?? {});
  return webhook.attachments.every((value) => metadata.includes(value));
}
