"""A simulated WMS of the west site: SOAP-like XML, own state codes, local times, decimal commas, cases."""
