/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator sets up before certsteward writes: steps, and one record to import. */
#include "base/text.h"
#include "servicenow.h"

static void print_xml(struct text *out, const char *value)
{
	for (; *value != '\0'; value++) {
		if (*value == '<')
			text_append(out, "&lt;");
		else if (*value == '>')
			text_append(out, "&gt;");
		else if (*value == '&')
			text_append(out, "&amp;");
		else
			text_append_character(out, *value);
	}
}

static void print_choice(struct text *out, const char *source)
{
	text_append(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	                 "<unload>\n"
	                 "  <sys_choice action=\"INSERT_OR_UPDATE\">\n"
	                 "    <name>cmdb_ci</name>\n"
	                 "    <element>discovery_source</element>\n"
	                 "    <language>en</language>\n"
	                 "    <inactive>false</inactive>\n"
	                 "    <label>");
	print_xml(out, source);
	text_append(out, "</label>\n    <value>");
	print_xml(out, source);
	text_append(out, "</value>\n  </sys_choice>\n</unload>\n");
}

bool servicenow_prepare(struct itsm *itsm, struct arena *scratch, struct text *out,
                        struct error *error)
{
	const struct servicenow_settings *settings = servicenow_settings(itsm);

	(void)scratch;
	(void)error;
	text_print(
		out,
		"To be done once by an administrator of %s; docs/servicenow.md leads through it.\n\n"
		"1. Install the store app 'CMDB CI Class Models': it brings the class %s and the\n"
		"   table %s.\n"
		"2. Make a local user for certsteward, 'internal integration user', web service\n"
		"   access only. Roles per stage:\n"
		"     observe            cmdb_read, sn_change_read; read on incident, sys_choice,\n"
		"                        sys_dictionary, sys_user, sys_user_group,\n"
		"                        sys_user_has_role, sysapproval_approver, sys_journal_field,\n"
		"                        sys_attachment, sys_object_source\n"
		"     inventory          and itil (or asset): the identification engine; create on\n"
		"                        the table of names and on the class of its own CI (below);\n"
		"                        delete on its own rows of cmdb_rel_ci\n"
		"     pilot, tickets     and itil; sn_change_writer for schedules\n"
		"     Certificate Inventory installed: and sn_disco_certmgmt.pki_user\n"
		"   Never: admin, approver roles, delete rights beyond relations of its own.\n"
		"3. For OAuth: an endpoint for external clients with that user as OAuth\n"
		"   application user, and\n"
		"   glide.oauth.inbound.client.credential.grant_type.enabled = true.\n"
		"4. So that the identification engine accepts the data source '%s':\n"
		"   save the lines below from '<?xml' on as a file, and import it at System Definition\n"
		"   > Choice Lists (right-click a column head > Import XML).\n"
		"5. Check that the relation type '%s' exists (cmdb_rel_type).\n"
		"6. The CI 'certsteward' of class %s is made by the first write. To stop every\n"
		"   write, set its %s to anything but '%s'.\n"
		"7. Where Certificate Inventory is installed, decide who tickets and say so in\n"
		"   the configuration before the stage inventory.\n\n",
		itsm->url, settings->certificate_class, settings->domain_table,
		settings->discovery_source, settings->relation_type, settings->mark_class,
		settings->mark_switch, settings->mark_running);
	print_choice(out, settings->discovery_source);
	return true;
}
