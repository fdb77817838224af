import * as z from "zod";
import { CHANNEL_PROVIDERS as PROVIDERS } from "../../../workers/consumer/src/api/resources/channels/channel-providers.ts";

/** Stands in for the table's file in the consumer: a second provider has its entry in the table. */
export const CHANNEL_PROVIDERS = {
  ...PROVIDERS,
  pigeon: {
    credentials: z
      .strictObject({ loft: z.string(), secret: z.string() })
      .transform((credentials) => ({ credentials, accountId: credentials.loft })),
    settings: z
      .strictObject({ defaultCountry: z.string().optional() })
      .transform((settings) => ({ settings, serviceId: null })),
    readAddress: (written: string) => `loft-${written}`,
    answer: { loft: z.string().nullable() },
    toAnswer: ({ accountId }: { accountId: string | null }) => ({ loft: accountId }),
  },
};
