/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* Looks plug-ins up in the registry. */
#include "service/plugin_find.h"
#include "service/plugin_registry.h"

static bool is_same(const char *known, const char *name)
{
	for (; *known && (*known == *name || (*known == '_' && *name == '-')); known++)
		name++;
	return *known == '\0' && *name == '\0';
}

const struct itsm_type *plugin_find_itsm(const char *name)
{
	for (size_t i = 0; plugin_itsm_types[i]; i++)
		if (is_same(plugin_itsm_types[i]->name, name))
			return plugin_itsm_types[i];
	return NULL;
}
