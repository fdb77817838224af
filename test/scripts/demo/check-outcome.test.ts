import type { DeadLetter } from "@coccinelle/db";
import { describe, expect, it } from "vitest";
import { checkOutcome } from "../../../scripts/demo/check-outcome.ts";
import type { CustomerWithTimeline } from "../../../scripts/demo/operators-api.ts";
import type { Outcome, SentStep } from "../../../scripts/demo/run-scenario.ts";
import { CUSTOMERS, SCENARIO, SEARCH } from "../../../scripts/demo/scenario.ts";

function customer(name: string, phone: string | null, timeline: CustomerWithTimeline["timeline"]) {
  const [firstName = null, lastName = null] = name.split(" ");
  const unset = {
    email: null,
    status: "new",
    createdAt: null,
    preferredChannel: null,
    segment: "prospect",
    totalOrders: 0,
    totalRevenue: 0,
    currency: "EUR",
    lastContactAt: null,
    lastOrderAt: null,
    address: null,
    city: null,
    postalCode: null,
    country: "FR",
    metadata: null,
  };
  const counts = { tags: [], notesCount: 0, activitiesCount: timeline.length };
  return { ...unset, ...counts, id: name, tenantId: "demo", firstName, lastName, phone, timeline };
}

function activity({ eventId, webhook }: SentStep): CustomerWithTimeline["timeline"][number] {
  const common = { type: "message_received", channel: "sms", description: "", createdAt: null };
  return { ...common, id: eventId, metadata: { attachments: webhook.attachments } };
}

function deadLetter({ eventId }: SentStep, reason: DeadLetter["reason"]): DeadLetter {
  const times = { firstFailedAt: "", lastFailedAt: "" };
  const rest = { tenantId: null, provider: "twilio", error: "", attempts: 1, event: {} };
  const unsettled = { settledAt: null, settledReason: null, replayId: null, inReplay: false };
  const origin = { traceId: null, codeVersion: null, replayable: true };
  return { ...times, ...rest, ...origin, ...unsettled, id: eventId, eventId, reason, status: "parked" };
}

/** The result of a run without faults. */
function goodOutcome(): Outcome {
  const steps = SCENARIO.map((step) => {
    const status = step.expected.kind === "refused" ? step.expected.status : 200;
    return { ...step, status, answer: "", eventId: step.webhook.event.providerMessageId };
  });
  const customers = Object.entries(CUSTOMERS).map(([name, { phone }]) => {
    const own = steps.filter(({ expected }) => expected.kind === "activity" && expected.customer === name);
    return customer(name, phone, own.map(activity));
  });
  const unowned = steps.filter(({ expected }) => expected.kind === "dead_letter");
  const deadLetters = unowned.map((step) => deadLetter(step, "unknown_address"));
  const found = customers.filter(({ id }) => id === SEARCH.finds);
  return { steps, customers, deadLetters, found, showsSecret: false };
}

function failedStatements(outcome: Outcome): string[] {
  return checkOutcome(outcome).flatMap(({ statement, problems }) => (problems.length > 0 ? [statement] : []));
}

describe("checkOutcome", () => {
  it("finds nothing wrong with a run without fault", () => {
    expect(failedStatements(goodOutcome())).toEqual([]);
  });

  it("finds a forged webhook that was let in", () => {
    const { steps, ...rest } = goodOutcome();
    const answered = steps.map((step) => (step.isForged ? { ...step, status: 200 } : step));
    expect(failedStatements({ ...rest, steps: answered })).toEqual([expect.stringContaining("right answer")]);
  });

  it("finds a message that became two activities, and one that became none", () => {
    const { customers, ...rest } = goodOutcome();
    const [sophie, ...others] = customers;
    const twice = sophie?.timeline.flatMap((one) => [one, { ...one, id: `${one.id} again` }]) ?? [];
    expect(
      failedStatements({ ...rest, customers: [customer("Sophie Martin", "+33612345678", twice), ...others] }),
    ).toEqual([expect.stringContaining("Sophie Martin")]);
    expect(
      failedStatements({ ...rest, customers: [customer("Sophie Martin", "+33612345678", []), ...others] }),
    ).toEqual([expect.stringContaining("Sophie Martin")]);
  });

  it("finds a customer who should not be there, and one who is there twice", () => {
    const { customers, ...rest } = goodOutcome();
    expect(
      failedStatements({ ...rest, customers: [...customers, customer("Bonjour Urgent", null, [])] }),
    ).toEqual([expect.stringContaining("Nobody else")]);
    expect(
      failedStatements({ ...rest, customers: [...customers, customer("Karim Benali", null, [])] }),
    ).toEqual([expect.stringContaining("Karim Benali")]);
  });

  it("finds a dead letter that is missing, and one too many", () => {
    const outcome = goodOutcome();
    const [forged] = outcome.steps.filter(({ isForged }) => isForged);
    const more = forged === undefined ? [] : [deadLetter(forged, "invalid_event")];
    expect(failedStatements({ ...outcome, deadLetters: [] })).toHaveLength(1);
    expect(failedStatements({ ...outcome, deadLetters: [...outcome.deadLetters, ...more] })).toHaveLength(1);
  });

  it("finds a search that finds nobody, and one that finds too many", () => {
    const outcome = goodOutcome();
    for (const found of [[], outcome.customers]) {
      expect(failedStatements({ ...outcome, found })).toEqual([expect.stringContaining("search")]);
    }
  });

  it("finds a secret that the API shows", () => {
    expect(failedStatements({ ...goodOutcome(), showsSecret: true })).toHaveLength(1);
  });
});
