"""Pure folds: statuses and quantities derived from milestones of all systems, in any order of arrival."""
