import "../../simulator/resolve-as-bundlers-do.ts";
import { createMigratedDatabase, createSqliteD1 } from "../../simulator/sqlite-d1.ts";

const { livePhases } = await import("./live-phases.ts");

/** The number of customers from which on Salesforce's adapter uses a job. */
const JOB_SIZE = 2000;
const WORLDS = [
  { name: "HubSpot", system: "hubspot", jobSize: JOB_SIZE },
  { name: "Salesforce", system: "salesforce", jobSize: JOB_SIZE },
  { name: "Salesforce, by pages", system: "salesforce", jobSize: Number.POSITIVE_INFINITY },
] as const;

const [customers] = process.argv.slice(2);

// This runs in a process of its own, since the sync Worker's variables come from the environment.
const variables = { ...process.env } as unknown as Env;
for (const { name, ...world } of WORLDS) {
  const db = createSqliteD1(createMigratedDatabase());
  const calls = await livePhases({ ...world, db, variables, customers: Number(customers) });
  console.log(JSON.stringify({ name, calls }));
}
