// Generated from the operators' API by `npx pnpm@10 types`; not for editing.

export interface paths {
    "/api/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes that belong to no tenant, the latest first
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        get: operations["get_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the dead letters that no tenant could be found for, the latest failure first; with source=sync the customers and activities that a CRM does not have as it should
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        get: operations["get_dead-letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a dead letter that no tenant could be found for, with its whole event and its history
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        get: operations["get_dead-letters_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/{id}/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a corrected event in the place of a dead letter that no tenant could be found for, or tell what that would do
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        post: operations["post_dead-letters_id_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put dead letters that no tenant could be found for aside for good, or count how many that would be
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        post: operations["post_dead-letters_discard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send dead letters that no tenant could be found for again, or tell what that would do
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        post: operations["post_dead-letters_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replays of dead letters that no tenant could be found for, the latest first
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        get: operations["get_replays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how far a replay of dead letters that no tenant could be found for has come
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        get: operations["get_replays_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/replays/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a replay of dead letters that no tenant could be found for before its next page; the events that were sent stay sent
         * @description With the deployer's token, or as a person whom Cloudflare Access lets in
         */
        post: operations["post_replays_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the changes of the tenant's data with their actors and reasons, the latest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List channels, the newest first, without credentials
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_channels"];
        put?: never;
        /**
         * Add a number or another address at a provider, with the credentials that verify its messages
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_channels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/channels/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a channel, without credentials
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_channels_id"];
        put?: never;
        post?: never;
        /**
         * Delete a channel: what is sent to its address is the tenant's no more
         * @description With an operator's key of the tenant
         */
        delete: operations["delete_tenants_tenantId_channels_id"];
        options?: never;
        head?: never;
        /**
         * Replace a channel's credentials, its settings, or both
         * @description With an operator's key of the tenant
         */
        patch: operations["patch_tenants_tenantId_channels_id"];
        trace?: never;
    };
    "/api/tenants/{tenantId}/customers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the customers that meet every condition, the newest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_customers"];
        put?: never;
        /**
         * Create a customer
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_customers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/customers/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a customer
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_customers_id"];
        put?: never;
        post?: never;
        /**
         * Delete a customer, with notes, activities and tags
         * @description With an operator's key of the tenant
         */
        delete: operations["delete_tenants_tenantId_customers_id"];
        options?: never;
        head?: never;
        /**
         * Change a customer
         * @description With an operator's key of the tenant
         */
        patch: operations["patch_tenants_tenantId_customers_id"];
        trace?: never;
    };
    "/api/tenants/{tenantId}/customers/{id}/activities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a customer's activities, the latest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_customers_id_activities"];
        put?: never;
        /**
         * Add an activity to a customer
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_customers_id_activities"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/customers/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a customer's notes, the newest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_customers_id_notes"];
        put?: never;
        /**
         * Add a note to a customer
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_customers_id_notes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/customers/{id}/tags/{tag}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a customer a tag
         * @description With an operator's key of the tenant
         */
        put: operations["put_tenants_tenantId_customers_id_tags_tag"];
        post?: never;
        /**
         * Take a tag from a customer
         * @description With an operator's key of the tenant
         */
        delete: operations["delete_tenants_tenantId_customers_id_tags_tag"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the dead letters of the tenant, the latest failure first; with source=sync the customers and activities that a CRM does not have as it should
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_dead-letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/dead-letters/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a dead letter of the tenant, with its whole event and its history
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_dead-letters_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/dead-letters/{id}/edit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a corrected event in the place of a dead letter of the tenant, or tell what that would do
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_dead-letters_id_edit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put dead letters of the tenant aside for good, or count how many that would be
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_dead-letters_discard"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send dead letters of the tenant again, or tell what that would do
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_dead-letters_replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List integrations, the newest first, without credentials
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_integrations"];
        put?: never;
        /**
         * Connect a CRM; without credentials the integration waits for a person's authorisation
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show an integration and the state of its sync, without credentials
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_integrations_id"];
        put?: never;
        post?: never;
        /**
         * Delete an integration; the CRM keeps its records
         * @description With an operator's key of the tenant
         */
        delete: operations["delete_tenants_tenantId_integrations_id"];
        options?: never;
        head?: never;
        /**
         * Replace an integration's credentials or settings, or switch it on or off
         * @description With an operator's key of the tenant
         */
        patch: operations["patch_tenants_tenantId_integrations_id"];
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/authorize": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a link where a person grants access; it is valid for ten minutes
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_authorize"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the mappings of customers to records of the CRM
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_integrations_id_mappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop the sync until it is resumed
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Continue a paused sync; refused where the sync is not paused
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/resync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring every customer to the CRM again
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_resync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the passes of the last 30 days that did something, the latest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_integrations_id_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sync as soon as a pass may begin
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_sync"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/integrations/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reach the CRM, make the missing fields that the access permits, and list the rest for an administrator; where nothing is missing, a sync that failed or waited for access continues
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_integrations_id_test"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tenant's keys, the newest first, without their secrets
         * @description With an operator's key of the tenant
         */
        get: operations["get_tenants_tenantId_keys"];
        put?: never;
        /**
         * Make a key for the tenant; only this answer shows it
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/keys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a key, at once and for good
         * @description With an operator's key of the tenant
         */
        delete: operations["delete_tenants_tenantId_keys_id"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count messages by the hour, and everything that is stuck; by default for the last 24 hours
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/replays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the replays of dead letters of the tenant, the latest first
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_replays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/replays/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how far a replay of dead letters of the tenant has come
         * @description With any key of the tenant
         */
        get: operations["get_tenants_tenantId_replays_id"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tenants/{tenantId}/replays/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a replay of dead letters of the tenant before its next page; the events that were sent stay sent
         * @description With an operator's key of the tenant
         */
        post: operations["post_tenants_tenantId_replays_id_cancel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Activity: {
            channel: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string | null;
            description: string | null;
            id: string;
            metadata: {
                [key: string]: unknown;
            } | null;
            type: string;
        };
        ActivityPage: {
            items: components["schemas"]["Activity"][];
            nextCursor: string | null;
        };
        Actor: {
            id: string;
            name: string | null;
        };
        /** @enum {string} */
        AnyReason: "invalid_event" | "unknown_address" | "rejected_by_database" | "retries_exhausted" | "sync_error" | "sync_conflict" | "sync_blocked" | "sync_unknown";
        AuditActor: {
            id: string;
            /** @enum {string} */
            kind: "deployer" | "key" | "access";
            name: string | null;
        };
        AuditEntry: {
            /** @description Method and route */
            action: string;
            actor: components["schemas"]["AuditActor"];
            /** Format: date-time */
            at: string;
            /** @description The number of things that were changed */
            count: number | null;
            id: string;
            reason: string | null;
            /** @description The status of the answer; null where it is not known whether the change was made */
            status: number | null;
            /** @description The id of the thing that was changed */
            target: string | null;
        };
        AuditEntryPage: {
            items: components["schemas"]["AuditEntry"][];
            nextCursor: string | null;
        };
        AuthorizationLink: {
            /** Format: uri */
            url: string;
        };
        Channel: {
            accountSid: string | null;
            address: string;
            /** Format: date-time */
            createdAt: string;
            id: string;
            /** @enum {string} */
            provider: "twilio";
            settings: {
                connectionOverrides?: string;
                defaultCountry?: string;
                messagingServiceSid?: string;
                voice?: {
                    dial?: string;
                    language?: string;
                    record?: boolean;
                    say?: string;
                };
            };
            /** Format: date-time */
            updatedAt: string;
        };
        ChannelChanges: {
            credentials?: {
                accountSid: string;
                authToken: string;
                previousAuthToken?: string;
            };
            settings?: {
                connectionOverrides?: string;
                defaultCountry?: string;
                messagingServiceSid?: string;
                voice?: {
                    dial?: string;
                    language?: string;
                    record?: boolean;
                    say?: string;
                };
            };
        };
        ChannelPage: {
            items: components["schemas"]["Channel"][];
            nextCursor: string | null;
        };
        CreatedKey: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor that made the key */
            createdBy: string;
            id: string;
            /** @description To be sent as `Authorization: Bearer <key>` */
            key: string;
            /** @description Precise to the hour */
            lastUsedAt: string | null;
            name: string | null;
            revokedAt: string | null;
            role: components["schemas"]["KeyRole"];
        };
        /** @enum {string} */
        CrmSystem: "hubspot" | "salesforce";
        Customer: {
            activitiesCount: number;
            address: string | null;
            city: string | null;
            country: string | null;
            /** @description ISO 8601, UTC */
            createdAt: string | null;
            currency: string | null;
            email: string | null;
            firstName: string | null;
            id: string;
            /** @description ISO 8601, UTC */
            lastContactAt: string | null;
            lastName: string | null;
            /** @description ISO 8601, UTC */
            lastOrderAt: string | null;
            metadata: {
                [key: string]: unknown;
            } | null;
            notesCount: number;
            /** @description In E.164 wherever it can be read */
            phone: string | null;
            postalCode: string | null;
            preferredChannel: string | null;
            segment: string | null;
            status: string | null;
            tags: string[];
            tenantId: string;
            totalOrders: number | null;
            totalRevenue: number | null;
        };
        CustomerChanges: {
            address?: string | null;
            city?: string | null;
            country?: string | null;
            currency?: string | null;
            email?: string | null;
            firstName?: string | null;
            lastContactAt?: string | null;
            lastName?: string | null;
            lastOrderAt?: string | null;
            metadata?: {
                [key: string]: unknown;
            } | null;
            phone?: string | null;
            postalCode?: string | null;
            preferredChannel?: components["schemas"]["MessageChannel"] | null;
            segment?: string | null;
            status?: string | null;
            totalOrders?: number | null;
            totalRevenue?: number | null;
        };
        CustomerPage: {
            items: components["schemas"]["Customer"][];
            nextCursor: string | null;
        };
        DeadLetter: {
            attempts: number;
            /** @description The version of the code in which the event failed last */
            codeVersion: string | null;
            error: string;
            event: unknown;
            eventId: string | null;
            /** @description Null for a failed sync */
            firstFailedAt: string | null;
            id: string;
            /** @description True while that replay still has to send it */
            inReplay: boolean;
            /** @description Null for a failed sync */
            lastFailedAt: string | null;
            /** @description The CRM, for a failed sync */
            provider: string | null;
            reason: components["schemas"]["AnyReason"];
            /** @description False where the kept text is not the whole message, or where an edit of it was sent */
            replayable: boolean;
            /** @description The last replay that took it */
            replayId: string | null;
            settledAt: string | null;
            settledReason: string | null;
            status: components["schemas"]["DeadLetterStatus"];
            tenantId: string | null;
            /** @description It is in every log line about the event */
            traceId: string | null;
        };
        /** @enum {string} */
        DeadLetterDeed: "parked" | "parked_again" | "replayed" | "refused" | "discarded" | "edited" | "made";
        DeadLetterDetail: {
            attempts: number;
            /** @description The version of the code in which the event failed last */
            codeVersion: string | null;
            error: string;
            event: unknown;
            eventId: string | null;
            /** @description Null for a failed sync */
            firstFailedAt: string | null;
            history: components["schemas"]["DeadLetterHistoryEntry"][];
            id: string;
            /** @description True while that replay still has to send it */
            inReplay: boolean;
            /** @description Null for a failed sync */
            lastFailedAt: string | null;
            /** @description The CRM, for a failed sync */
            provider: string | null;
            reason: components["schemas"]["AnyReason"];
            /** @description False where the kept text is not the whole message, or where an edit of it was sent */
            replayable: boolean;
            /** @description The last replay that took it */
            replayId: string | null;
            settledAt: string | null;
            settledReason: string | null;
            status: components["schemas"]["DeadLetterStatus"];
            tenantId: string | null;
            /** @description It is in every log line about the event */
            traceId: string | null;
        };
        DeadLetterEdit: {
            /** @default false */
            dryRun?: boolean;
            /** @description The whole event; the API gives it a new id */
            event: {
                button?: {
                    payload?: string;
                    text?: string;
                };
                call?: {
                    callerCountry?: string;
                    callerName?: string;
                    id: string;
                    status?: string;
                };
                channel: components["schemas"]["MessageChannel"];
                channelId: string | null;
                defaultCountry: string;
                id?: string;
                location?: {
                    address?: string;
                    label?: string;
                    latitude: number;
                    longitude: number;
                };
                media?: {
                    contentType: string | null;
                    url: string;
                }[];
                /** Format: date-time */
                occurredAt: string;
                /** @enum {string} */
                optOut?: "STOP" | "START" | "HELP";
                originEventId?: string;
                /** @enum {string} */
                provider: "twilio";
                providerMessageId: string;
                recipient: string;
                referral?: {
                    [key: string]: string;
                };
                sender: {
                    address?: string;
                    email?: string;
                    profileName?: string;
                    whatsappUserId?: string;
                };
                signers?: {
                    accountId: string;
                    tenantId: string;
                }[];
                tenantId: string | null;
                text: string;
                traceId: string;
                /** @enum {string} */
                type: "message_received" | "call";
                /** @constant */
                version: 1;
            };
            /** @description The reason, for the history and the audit */
            reason: string;
        };
        DeadLetterEditResult: {
            difference: components["schemas"]["Difference"][];
            eventId: string;
            /** @description Only for a dry run */
            forecast?: components["schemas"]["ForecastItem"];
            /** @description The id of the replay; null for a dry run */
            id: string | null;
            originEventId: string;
        };
        DeadLetterHistoryEntry: {
            /** @description Null where the pipeline itself did it */
            actor: components["schemas"]["Actor"] | null;
            /** Format: date-time */
            at: string;
            codeVersion: string | null;
            error: string | null;
            /** @description The other event, where an edit made one event of another, or the event was sent as a tenant's */
            eventId: string | null;
            reason: string;
            replayId: string | null;
            what: components["schemas"]["DeadLetterDeed"];
        };
        DeadLetterPage: {
            items: components["schemas"]["DeadLetter"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        DeadLetterReason: "invalid_event" | "unknown_address" | "rejected_by_database" | "retries_exhausted";
        /** @description Names either ids or a filter */
        DeadLetterSelection: {
            /** @default false */
            dryRun?: boolean;
            /** @description Instead of ids; by default parked dead letters */
            filter?: {
                reason?: components["schemas"]["AnyReason"];
                since?: string;
                /**
                 * @default events
                 * @enum {string}
                 */
                source?: "events" | "sync";
                status?: components["schemas"]["DeadLetterStatus"];
                until?: string;
            };
            ids?: string[];
            /** @description The reason, for the history and the audit */
            reason: string;
            /** @description With ids: only dead letters of this status, by default parked */
            status?: components["schemas"]["DeadLetterStatus"];
        };
        /** @enum {string} */
        DeadLetterStatus: "parked" | "replayed" | "discarded";
        Difference: {
            from: unknown;
            path: string;
            to: unknown;
        };
        DiscardResult: {
            alreadySettled: number;
            dryRun: boolean;
            inOtherReplay: number;
            notFound: number;
            notReplayable: number;
            total: number;
        };
        Error: {
            error: {
                code: string;
                /** @description For a 400 the wrong fields, each with path and message */
                details?: unknown;
                /** @description In plain words */
                message: string;
            };
        };
        Forecast: {
            alreadySettled: number;
            /** @constant */
            dryRun: true;
            inOtherReplay: number;
            /** @description For failed syncs: the number that each integration would try again */
            integrations?: {
                count: number;
                integrationId: string;
            }[];
            /** @description The outcomes of the first dead letters, the oldest failure first */
            items: components["schemas"]["ForecastItem"][];
            notFound: number;
            notReplayable: number;
            /** @description The number of items with each outcome */
            summary: {
                adds_activity: number;
                creates_customer: number;
                fails: number;
                nothing: number;
            };
            total: number;
        };
        ForecastItem: {
            activity?: {
                channel: string;
                /** Format: date-time */
                occurredAt: string;
                type: string;
            };
            /** @description The outcome in a replay of this dead letter alone */
            alone: components["schemas"]["ForecastOutcome"];
            customer?: {
                firstName: string | null;
                /** @description Null where the replay would create the customer */
                id: string | null;
                identities: components["schemas"]["Identity"][];
                lastName: string | null;
            };
            error?: string;
            eventId: string | null;
            id: string;
            /** @description The outcome in a replay of the whole selection, in its order */
            outcome: components["schemas"]["ForecastOutcome"];
            /** @description The reason for which it would be parked again */
            reason?: components["schemas"]["DeadLetterReason"];
            tenantId: string | null;
        };
        /** @enum {string} */
        ForecastOutcome: "creates_customer" | "adds_activity" | "nothing" | "fails";
        Identity: {
            kind: string;
            value: string;
        };
        Integration: {
            createdAt: string | null;
            /** @description Customers and activities that are not in the CRM as they should be */
            failed: number;
            id: string;
            isActive: boolean;
            /** @description The reason why the last pass failed; null where it did not fail */
            lastError: string | null;
            lastSyncAt: string | null;
            /** @description Customers with changes that are not in the CRM yet */
            pending: number;
            settings: {
                [key: string]: unknown;
            };
            syncStatus: components["schemas"]["SyncStatus"];
            /** @description The name of the CRM; `native` is the customers' own database */
            system: string;
            updatedAt: string | null;
        };
        IntegrationChanges: {
            credentials?: unknown;
            isActive?: boolean;
            settings?: {
                [key: string]: unknown;
            };
        };
        IntegrationDetail: {
            createdAt: string | null;
            /** @description Customers and activities that are not in the CRM as they should be */
            failed: number;
            /** @description The reason to wait: a limit of the CRM, or a failure that may pass */
            heldBy: ("limit" | "failure") | null;
            /** @description The sync sends nothing before this time; null where it does not wait */
            heldUntil: string | null;
            id: string;
            isActive: boolean;
            /** @description The reason why the last pass failed; null where it did not fail */
            lastError: string | null;
            lastSyncAt: string | null;
            /** @description Null means within two minutes after the next change */
            nextSyncAt: string | null;
            /** @description Customers with changes that are not in the CRM yet */
            pending: number;
            settings: {
                [key: string]: unknown;
            };
            syncStatus: components["schemas"]["SyncStatus"];
            /** @description The name of the CRM; `native` is the customers' own database */
            system: string;
            updatedAt: string | null;
        };
        IntegrationPage: {
            items: components["schemas"]["Integration"][];
            nextCursor: string | null;
        };
        IntegrationProgress: {
            /** @description The number of the last passes in a row that failed as a whole */
            failedPasses: number;
            /** @description Customers and activities that are not in the CRM as they should be */
            failedRecords: number;
            id: string;
            isActive: boolean;
            /** @description The age of that change; 0 where the sync has read all changes */
            lagSeconds: number;
            /** @description The time of the oldest change that the sync has not read yet */
            oldestUnreadAt: string | null;
            syncStatus: components["schemas"]["SyncStatus"];
            system: string;
        };
        Key: {
            /** Format: date-time */
            createdAt: string;
            /** @description The actor that made the key */
            createdBy: string;
            id: string;
            /** @description Precise to the hour */
            lastUsedAt: string | null;
            name: string | null;
            revokedAt: string | null;
            role: components["schemas"]["KeyRole"];
        };
        KeyPage: {
            items: components["schemas"]["Key"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        KeyRole: "viewer" | "operator";
        Mapping: {
            /** @description The record in the CRM; null where there is none yet */
            externalId: string | null;
            externalSystem: string;
            lastSyncedAt: string | null;
            /** @description Its `reason` explains the status in plain words */
            metadata: {
                [key: string]: unknown;
            } | null;
            prospectId: string;
            syncStatus: components["schemas"]["MappingStatus"];
        };
        MappingPage: {
            items: components["schemas"]["Mapping"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        MappingStatus: "pending" | "synced" | "error" | "conflict" | "merged" | "converted" | "remote_deleted" | "blocked";
        /** @enum {string} */
        MessageChannel: "email" | "sms" | "whatsapp" | "phone" | "web";
        MessageCount: {
            channel: string;
            count: number;
            /** Format: date-time */
            hour: string;
        };
        NewActivity: {
            channel: components["schemas"]["MessageChannel"];
            description?: string;
            metadata?: {
                [key: string]: unknown;
            };
            /** @description Such as `call`, `visit` or `email` */
            type: string;
        };
        NewChannel: {
            address: string;
            credentials: {
                accountSid: string;
                authToken: string;
                previousAuthToken?: string;
            };
            /** @constant */
            provider: "twilio";
            /** @default {} */
            settings?: {
                connectionOverrides?: string;
                defaultCountry?: string;
                messagingServiceSid?: string;
                voice?: {
                    dial?: string;
                    language?: string;
                    record?: boolean;
                    say?: string;
                };
            };
        };
        NewCustomer: {
            address?: string;
            city?: string;
            country?: string;
            currency?: string;
            email?: string;
            firstName?: string;
            /** Format: date-time */
            lastContactAt?: string;
            lastName?: string;
            /** Format: date-time */
            lastOrderAt?: string;
            metadata?: {
                [key: string]: unknown;
            };
            phone?: string;
            postalCode?: string;
            preferredChannel?: components["schemas"]["MessageChannel"];
            segment?: string;
            status?: string;
            tags?: string[];
            totalOrders?: number;
            totalRevenue?: number;
        };
        NewIntegration: {
            credentials?: unknown;
            settings?: {
                [key: string]: unknown;
            };
            system: components["schemas"]["CrmSystem"];
        };
        NewKey: {
            /** @description The person or the program that it is for */
            name?: string;
            role: components["schemas"]["KeyRole"];
        };
        NewNote: {
            content: string;
        };
        Note: {
            content: string;
            /** @description ISO 8601, UTC */
            createdAt: string | null;
            /** @description The author, where that is known */
            createdBy: string | null;
            id: string;
            metadata: {
                [key: string]: unknown;
            } | null;
        };
        NotePage: {
            items: components["schemas"]["Note"][];
            nextCursor: string | null;
        };
        Overview: {
            customersCreated: number;
            /** @description Dead letters that wait for a decision, from any time; at most 10,000 of each reason are counted */
            deadLetters: components["schemas"]["ParkedCount"][];
            /** @description Events of all tenants that wait for the queue; at most 10,000 are counted. Not shown to a tenant's key */
            eventOutbox?: {
                events: number;
                oldestAt: string | null;
            };
            integrations: components["schemas"]["IntegrationProgress"][];
            /** @description Messages and calls that came in, by hour and channel; hours without any are left out */
            messages: components["schemas"]["MessageCount"][];
            /**
             * Format: date-time
             * @description The beginning of the first hour that is counted
             */
            since: string;
            /**
             * Format: date-time
             * @description The end of the last hour that is counted
             */
            until: string;
        };
        ParkedCount: {
            parked: number;
            reason: components["schemas"]["DeadLetterReason"];
        };
        Replay: {
            actor: components["schemas"]["Actor"];
            /** @description Named, but with another status */
            alreadySettled: number;
            error: string | null;
            /** @description The number of sent events that were parked again */
            failedAgain: number;
            /** @description Null while the replay still has events to send */
            finishedAt: string | null;
            id: string;
            /** @description Selected, but taken by another replay */
            inOtherReplay: number;
            /** @description Named, but no dead letter has this id */
            notFound: number;
            /** @description Selected, but the kept text is not the whole message, or an edit of it was sent */
            notReplayable: number;
            reason: string;
            /** @description The number of events that the queue did not take; they stay parked */
            refused: number;
            /** @description The selection as the operator gave it */
            selection: unknown;
            /** @description The number of events that the queue took */
            sent: number;
            /** Format: date-time */
            startedAt: string;
            /** @description `done` means that the queue has taken all events; an event may still fail again after that */
            state: components["schemas"]["ReplayState"];
            tenantId: string | null;
            /** @description The number of dead letters that the replay took */
            total: number;
        };
        ReplayDetail: {
            actor: components["schemas"]["Actor"];
            /** @description Named, but with another status */
            alreadySettled: number;
            error: string | null;
            /** @description The number of sent events that were parked again */
            failedAgain: number;
            /** @description Null while the replay still has events to send */
            finishedAt: string | null;
            id: string;
            /** @description Selected, but taken by another replay */
            inOtherReplay: number;
            /** @description Named, but no dead letter has this id */
            notFound: number;
            /** @description Selected, but the kept text is not the whole message, or an edit of it was sent */
            notReplayable: number;
            reason: string;
            /** @description The number of sent events that are activities by now. Once every outcome is known, `recorded` and `failedAgain` together equal `sent`. Null where the API does not count it: for more than 1,000 events, for failed syncs, and for events that were replayed again since */
            recorded: number | null;
            /** @description The number of events that the queue did not take; they stay parked */
            refused: number;
            /** @description The selection as the operator gave it */
            selection: unknown;
            /** @description The number of events that the queue took */
            sent: number;
            /** Format: date-time */
            startedAt: string;
            /** @description `done` means that the queue has taken all events; an event may still fail again after that */
            state: components["schemas"]["ReplayState"];
            tenantId: string | null;
            /** @description The number of dead letters that the replay took */
            total: number;
        };
        ReplayPage: {
            items: components["schemas"]["Replay"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        ReplayState: "running" | "done" | "cancelled" | "failed";
        SetupReport: {
            /** @description Things that were missing in the CRM and were made */
            created: string[];
            learned: {
                [key: string]: boolean | string;
            };
            /** @description Things that an administrator of the CRM has to add first */
            missing: {
                kind: string;
                name: string;
                remedy: string;
            }[];
            ready: boolean;
        };
        SyncRun: {
            counts: {
                [key: string]: number;
            };
            error: string | null;
            /** Format: date-time */
            finishedAt: string;
            id: string;
            /** @description The end of the pass: done, more, wait, needs_auth or failed */
            result: string;
            /** Format: date-time */
            startedAt: string;
        };
        SyncRunPage: {
            items: components["schemas"]["SyncRun"][];
            nextCursor: string | null;
        };
        /** @enum {string} */
        SyncStatus: "idle" | "syncing" | "error" | "paused" | "needs_auth";
    };
    responses: {
        /** @description The operation does not take this request; `details` names each wrong field */
        400: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request has no key, or the key is not valid */
        401: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The key may only read */
        403: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The thing does not exist, or not for this key */
        404: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The request contradicts the stored data */
        409: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The body is too large */
        413: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description Too many keys that are not valid came from this address */
        429: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The API failed; the `x-request-id` of the answer finds the cause in the log */
        500: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
        /** @description The database or another service does not answer; try again after `Retry-After` */
        503: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["Error"];
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Activity = components['schemas']['Activity'];
export type ActivityPage = components['schemas']['ActivityPage'];
export type Actor = components['schemas']['Actor'];
export type AnyReason = components['schemas']['AnyReason'];
export type AuditActor = components['schemas']['AuditActor'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditEntryPage = components['schemas']['AuditEntryPage'];
export type AuthorizationLink = components['schemas']['AuthorizationLink'];
export type Channel = components['schemas']['Channel'];
export type ChannelChanges = components['schemas']['ChannelChanges'];
export type ChannelPage = components['schemas']['ChannelPage'];
export type CreatedKey = components['schemas']['CreatedKey'];
export type CrmSystem = components['schemas']['CrmSystem'];
export type Customer = components['schemas']['Customer'];
export type CustomerChanges = components['schemas']['CustomerChanges'];
export type CustomerPage = components['schemas']['CustomerPage'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type DeadLetterDeed = components['schemas']['DeadLetterDeed'];
export type DeadLetterDetail = components['schemas']['DeadLetterDetail'];
export type DeadLetterEdit = components['schemas']['DeadLetterEdit'];
export type DeadLetterEditResult = components['schemas']['DeadLetterEditResult'];
export type DeadLetterHistoryEntry = components['schemas']['DeadLetterHistoryEntry'];
export type DeadLetterPage = components['schemas']['DeadLetterPage'];
export type DeadLetterReason = components['schemas']['DeadLetterReason'];
export type DeadLetterSelection = components['schemas']['DeadLetterSelection'];
export type DeadLetterStatus = components['schemas']['DeadLetterStatus'];
export type Difference = components['schemas']['Difference'];
export type DiscardResult = components['schemas']['DiscardResult'];
export type Error = components['schemas']['Error'];
export type Forecast = components['schemas']['Forecast'];
export type ForecastItem = components['schemas']['ForecastItem'];
export type ForecastOutcome = components['schemas']['ForecastOutcome'];
export type Identity = components['schemas']['Identity'];
export type Integration = components['schemas']['Integration'];
export type IntegrationChanges = components['schemas']['IntegrationChanges'];
export type IntegrationDetail = components['schemas']['IntegrationDetail'];
export type IntegrationPage = components['schemas']['IntegrationPage'];
export type IntegrationProgress = components['schemas']['IntegrationProgress'];
export type Key = components['schemas']['Key'];
export type KeyPage = components['schemas']['KeyPage'];
export type KeyRole = components['schemas']['KeyRole'];
export type Mapping = components['schemas']['Mapping'];
export type MappingPage = components['schemas']['MappingPage'];
export type MappingStatus = components['schemas']['MappingStatus'];
export type MessageChannel = components['schemas']['MessageChannel'];
export type MessageCount = components['schemas']['MessageCount'];
export type NewActivity = components['schemas']['NewActivity'];
export type NewChannel = components['schemas']['NewChannel'];
export type NewCustomer = components['schemas']['NewCustomer'];
export type NewIntegration = components['schemas']['NewIntegration'];
export type NewKey = components['schemas']['NewKey'];
export type NewNote = components['schemas']['NewNote'];
export type Note = components['schemas']['Note'];
export type NotePage = components['schemas']['NotePage'];
export type Overview = components['schemas']['Overview'];
export type ParkedCount = components['schemas']['ParkedCount'];
export type Replay = components['schemas']['Replay'];
export type ReplayDetail = components['schemas']['ReplayDetail'];
export type ReplayPage = components['schemas']['ReplayPage'];
export type ReplayState = components['schemas']['ReplayState'];
export type SetupReport = components['schemas']['SetupReport'];
export type SyncRun = components['schemas']['SyncRun'];
export type SyncRunPage = components['schemas']['SyncRunPage'];
export type SyncStatus = components['schemas']['SyncStatus'];
export type Response400 = components['responses']['400'];
export type Response401 = components['responses']['401'];
export type Response403 = components['responses']['403'];
export type Response404 = components['responses']['404'];
export type Response409 = components['responses']['409'];
export type Response413 = components['responses']['413'];
export type Response429 = components['responses']['429'];
export type Response500 = components['responses']['500'];
export type Response503 = components['responses']['503'];
export type $defs = Record<string, never>;
export interface operations {
    get_audit: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                cursor?: string;
                limit?: number;
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "get_dead-letters": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                reason?: components["schemas"]["AnyReason"];
                since?: string;
                source?: "events" | "sync";
                status?: components["schemas"]["DeadLetterStatus"];
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "get_dead-letters_id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_dead-letters_id_edit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterEdit"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterEditResult"];
                };
            };
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterEditResult"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_dead-letters_discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterSelection"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscardResult"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_dead-letters_replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterSelection"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_replays: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_replays_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_replays_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_audit: {
        parameters: {
            query?: {
                action?: string;
                actor?: string;
                cursor?: string;
                limit?: number;
                since?: string;
                until?: string;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEntryPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_channels: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChannelPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_channels: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewChannel"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_channels_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    delete_tenants_tenantId_channels_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    patch_tenants_tenantId_channels_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChannelChanges"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Channel"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_customers: {
        parameters: {
            query?: {
                cursor?: string;
                email?: string;
                limit?: number;
                minOrders?: number;
                notContactedForDays?: number;
                phone?: string;
                query?: string;
                segment?: string;
                tag?: string;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CustomerPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_customers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewCustomer"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_customers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    delete_tenants_tenantId_customers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    patch_tenants_tenantId_customers_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CustomerChanges"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Customer"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_customers_id_activities: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_customers_id_activities: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewActivity"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Activity"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_customers_id_notes: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotePage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_customers_id_notes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewNote"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Note"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    put_tenants_tenantId_customers_id_tags_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    delete_tenants_tenantId_customers_id_tags_tag: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tag: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "get_tenants_tenantId_dead-letters": {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                reason?: components["schemas"]["AnyReason"];
                since?: string;
                source?: "events" | "sync";
                status?: components["schemas"]["DeadLetterStatus"];
                until?: string;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "get_tenants_tenantId_dead-letters_id": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_tenants_tenantId_dead-letters_id_edit": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterEdit"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterEditResult"];
                };
            };
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterEditResult"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_tenants_tenantId_dead-letters_discard": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterSelection"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DiscardResult"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    "post_tenants_tenantId_dead-letters_replay": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeadLetterSelection"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Forecast"];
                };
            };
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_integrations: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewIntegration"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_integrations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    delete_tenants_tenantId_integrations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    patch_tenants_tenantId_integrations_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["IntegrationChanges"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_authorize: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuthorizationLink"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_integrations_id_mappings: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
                status?: components["schemas"]["MappingStatus"];
            };
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_resync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_integrations_id_runs: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SyncRunPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_sync: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntegrationDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_integrations_id_test: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetupReport"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_keys: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewKey"];
            };
        };
        responses: {
            /** @description Done */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedKey"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    delete_tenants_tenantId_keys_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_overview: {
        parameters: {
            query?: {
                since?: string;
                until?: string;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_replays: {
        parameters: {
            query?: {
                cursor?: string;
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayPage"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    get_tenants_tenantId_replays_id: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayDetail"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
    post_tenants_tenantId_replays_id_cancel: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replay"];
                };
            };
            400: components["responses"]["400"];
            401: components["responses"]["401"];
            403: components["responses"]["403"];
            404: components["responses"]["404"];
            409: components["responses"]["409"];
            413: components["responses"]["413"];
            429: components["responses"]["429"];
            500: components["responses"]["500"];
            503: components["responses"]["503"];
        };
    };
}
