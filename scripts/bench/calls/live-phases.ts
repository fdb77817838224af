import { newCallWorld } from "./call-world.ts";

/** The number of calls in each phase, for a number of customers and without the calls that read back changes. */
export interface PhaseCalls {
  first: number;
  nothingChanged: number;
  changed: number;
  segmentsChanged: number;
  activities: number;
  synced: { contacts: number; activities: number } | null;
}

/** Runs whole passes: the first load, a pass without changes, two changes of every customer, and a message of each. */
export async function livePhases(options: Parameters<typeof newCallWorld>[0]): Promise<PhaseCalls> {
  const { live, change, receiveMessages, countSynced } = await newCallWorld(options);
  const first = (await live(30)).sync;
  // The first reconcile begins after one hour, and reads every record once.
  const nothingChanged = (await live(25)).sync;
  await live(30);
  await change("total_orders = total_orders + 1");
  const changed = (await live(30)).sync;
  await change("segment = 'client'");
  const segmentsChanged = (await live(30)).sync;
  await receiveMessages();
  const activities = (await live(30)).sync;
  return { first, nothingChanged, changed, segmentsChanged, activities, synced: await countSynced() };
}
