-- Indexes for what operators ask about integrations.

-- The integrations of all tenants that may have something to sync.
CREATE INDEX crm_integrations_synced ON crm_integrations (tenant_id, id) WHERE is_active = 1 AND system_type <> 'native';

-- Customers and activities that are not in a CRM as they should be. The indexes are partial, so what is synced has no
-- row in them.
CREATE INDEX crm_sync_mappings_by_status ON crm_sync_mappings (integration_id, sync_status, prospect_id)
  WHERE sync_status <> 'synced';
CREATE INDEX crm_activity_mappings_failed ON crm_activity_mappings (integration_id, state)
  WHERE state IN ('error', 'unknown', 'blocked');

-- A tenant has one integration with each account of a CRM, since two would write the same records. Triggers check this,
-- because a unique index could not be created where older rows name an account twice.
CREATE TRIGGER crm_integrations_account_inserted BEFORE INSERT ON crm_integrations
BEGIN
  SELECT RAISE(ABORT, 'account_has_an_integration')
  FROM crm_integrations i
  WHERE i.tenant_id = NEW.tenant_id AND i.system_type = NEW.system_type
    AND CASE WHEN json_valid(i.settings) AND json_valid(NEW.settings)
      THEN i.settings ->> 'portalId' = NEW.settings ->> 'portalId' END;
END;
CREATE TRIGGER crm_integrations_account_updated BEFORE UPDATE OF settings ON crm_integrations
WHEN CASE WHEN json_valid(NEW.settings) THEN NEW.settings ->> 'portalId' END
  IS NOT CASE WHEN json_valid(OLD.settings) THEN OLD.settings ->> 'portalId' END
BEGIN
  SELECT RAISE(ABORT, 'account_has_an_integration')
  FROM crm_integrations i
  WHERE i.tenant_id = NEW.tenant_id AND i.system_type = NEW.system_type AND i.id <> NEW.id
    AND CASE WHEN json_valid(i.settings) AND json_valid(NEW.settings)
      THEN i.settings ->> 'portalId' = NEW.settings ->> 'portalId' END;
END;
