/* SPDX-FileCopyrightText: 2026 The certsteward authors */
/* SPDX-License-Identifier: Apache-2.0 */
/* What an administrator sets up once, as RT's own initialdata. */
#include "base/arena.h"
#include "base/text.h"
#include "request_tracker.h"
#include "request_tracker_request.h"

/* A name between Perl's single quotes: `open` and this let no quote or backslash through. */
static const char *quoted(struct arena *arena, const char *name)
{
	return arena_print(arena, "'%s'", request_tracker_request_is_word(name) ? name : "");
}

static void append_names(struct text *out, struct arena *arena, const struct setting_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		text_print(out, "%s%s", i > 0 ? ", " : "", quoted(arena, list->items[i]));
}

static void append_head(const struct request_tracker_settings *settings, struct arena *arena,
                        struct text *out)
{
	text_append(
		out,
		"# What certsteward needs in Request Tracker 5. Save it and run, as RT's\n"
		"# administrator:\n"
		"#   rt-setup-database --action insert --datafile THIS_FILE\n"
		"# (Debian: rt-setup-database-5). What exists already stays, so that it may be run\n"
		"# again. The token of the new user is left in ./certsteward.token: name that file\n"
		"# in auth.token. Restart RT's web processes afterwards.\n"
		"use strict;\nuse warnings;\n"
		"our (@Queues, @Catalogs, @CustomFields, @Users, @Groups, @Members, @ACL,\n"
		"     @Templates, @Scrips, @Final);\n\n");
	text_print(out, "my $account = %s;\n", quoted(arena, settings->account));
	text_print(out, "my $approver = %s;   # who decides on changes; must exist\n",
	           quoted(arena, settings->approver));
	text_append(out,
	            "die \"no user '$approver': name who decides in approver of the far side\\n\"\n"
	            "  unless do { my $one = RT::User->new(RT->SystemUser);\n"
	            "              $one->Load($approver); $one->Id };\n");
	text_print(out, "my $certificates = %s;\n", quoted(arena, settings->certificate_catalog));
	text_append(out, "my @hosts = (");
	append_names(out, arena, &settings->host_catalogs);
	text_print(out, ");\nmy $changes = %s;\nmy $incidents = %s;\n",
	           quoted(arena, settings->change_queue), quoted(arena, settings->incident_queue));
	text_append(out, "my @queues = ($changes, $incidents");
	if (!text_is_empty(settings->task_queue))
		text_print(out, ", %s", quoted(arena, settings->task_queue));
	text_print(out, ");\nmy $approvals = %s;\n", quoted(arena, settings->approvals_queue));
	text_print(out, "my ($key, $type, $approval) = (%s, %s, %s);\n",
	           quoted(arena, settings->key_field), quoted(arena, settings->type_field),
	           quoted(arena, settings->approval_field));
	text_print(out, "my $group_field = %s;\n", quoted(arena, settings->group_field));
}

/* Long lists of names: one value of any length. */
static void append_fields(const struct request_tracker_settings *settings, struct arena *arena,
                          struct text *out)
{
	text_print(out, "my @certificate_fields = grep { $_ ne $group_field } (%s, ",
	           quoted(arena, settings->fingerprint_field));
	append_names(out, arena, &settings->certificate_fields);
	text_append(out, ");\nmy @host_fields = (");
	append_names(out, arena, &settings->name_fields);
	text_append(out, settings->name_fields.count > 0 ? ", " : "");
	append_names(out, arena, &settings->address_fields);
	text_print(out, ", %s, %s);\n\n", quoted(arena, settings->environment_field),
	           quoted(arena, settings->criticality_field));
	text_append(
		out,
		"# What is there already stays as it is.\n"
		"my $lacks = sub { my ($class, $load, @how) = @_;\n"
		"  my $one = $class->new(RT->SystemUser); $one->$load(@how); return !$one->Id };\n"
		"my $lacks_field = sub { my ($name, $lookup) = @_;\n"
		"  my $all = RT::CustomFields->new(RT->SystemUser);\n"
		"  $all->Limit(FIELD => 'Name', VALUE => $name, CASESENSITIVE => 0);\n"
		"  $all->LimitToLookupType($lookup); return !$all->First };\n"
		"my ($asset, $ticket) = ('RT::Catalog-RT::Asset', 'RT::Queue-RT::Ticket');\n"
		"my $field = sub { my ($name, $lookup, @where) = @_;\n"
		"  return { Name => $name, LookupType => $lookup, ApplyTo => [@where], MaxValues => 1,\n"
		"           Type => $name eq 'Names' ? 'Text' : 'Freeform' } };\n\n"
		"@Queues = map { { Name => $_, Lifecycle => 'default' } }\n"
		"  grep { $lacks->('RT::Queue', 'Load', $_) } @queues;\n"
		"@Catalogs = map { { Name => $_, Lifecycle => 'assets' } }\n"
		"  grep { $lacks->('RT::Catalog', 'Load', $_) } $certificates, @hosts;\n"
		"@CustomFields = (\n"
		"  (map { $field->($_, $asset, $certificates) } @certificate_fields),\n"
		"  (map { $field->($_, $asset, @hosts) } @host_fields),\n"
		"  $field->($group_field, $asset, $certificates, @hosts),\n"
		"  (map { $field->($_, $ticket, @queues) } $key, $type),\n"
		"  $field->($approval, $ticket, $changes));\n"
		"# One of that name is applied to our catalog too.\n"
		"my @known = grep { !$lacks_field->($_->{Name}, $_->{LookupType}) } @CustomFields;\n"
		"@CustomFields = grep { $lacks_field->($_->{Name}, $_->{LookupType}) } @CustomFields;\n\n");
}

static void append_rights(struct text *out)
{
	text_append(
		out,
		"@Groups = grep { $lacks->('RT::Group', 'LoadUserDefinedGroup', $_->{Name}) }\n"
		"  { Name => 'certsteward', Description => 'Rights of certsteward' };\n"
		"@Users = grep { $lacks->('RT::User', 'Load', $_->{Name}) }\n"
		"  { Name => $account, Privileged => 1, Comments => 'certsteward' };\n"
		"my $group = RT::Group->new(RT->SystemUser);\n"
		"$group->LoadUserDefinedGroup('certsteward');\n"
		"my $user = RT::User->new(RT->SystemUser);\n"
		"$user->Load($account);\n"
		"@Members = ({ Group => 'certsteward', Class => 'RT::User', Name => $account })\n"
		"  unless $group->Id && $user->Id && $group->HasMember($user->PrincipalObj);\n\n"
		"# No more than is needed: nothing may be decided, deleted or administered.\n"
		"my %us = (GroupDomain => 'UserDefined', GroupId => 'certsteward');\n"
		"my @see = qw(SeeCustomField);\n"
		"my @write = qw(SeeCustomField ModifyCustomField);\n"
		"@ACL = (\n"
		"  { %us, Right => 'SeeGroup' },\n"
		"  (map { my $queue = $_; map { { %us, Queue => $queue, Right => $_ } }\n"
		"     qw(SeeQueue ShowTicket ShowTicketComments CreateTicket ModifyTicket\n"
		"        CommentOnTicket ReplyToTicket), @write } @queues),\n"
		"  (map { { %us, Queue => $approvals, Right => $_ } }\n"
		"     qw(SeeQueue ShowTicket ShowTicketComments)),\n"
		"  (map { { %us, ObjectType => 'RT::Catalog', ObjectId => $certificates, Right => $_ } }\n"
		"     qw(ShowCatalog ShowAsset CreateAsset ModifyAsset), @write),\n"
		"  (map { my $host = $_; map { { %us, ObjectType => 'RT::Catalog', ObjectId => $host,\n"
		"     Right => $_ } } qw(ShowCatalog ShowAsset), @see } @hosts),\n"
		"  # On the fields themselves too: only so does RT list those of a catalog.\n"
		"  (map { { %us, CF => $_, LookupType => $asset, Right => 'SeeCustomField' } }\n"
		"     @certificate_fields, @host_fields, $group_field),\n"
		");\n"
		"my $holds = sub { my $right = shift;\n"
		"  my ($class, $name) = $right->{Queue} ? ('RT::Queue', $right->{Queue})\n"
		"    : $right->{CF} ? ('RT::CustomField') : ('RT::Catalog', $right->{ObjectId});\n"
		"  my $object = $right->{Queue} || $right->{CF} || $right->{ObjectId}\n"
		"    ? $class->new(RT->SystemUser) : RT->System;\n"
		"  $right->{CF} ? $object->LoadByName(Name => $right->{CF}, LookupType => $asset)\n"
		"    : $name ? $object->Load($name) : 1;\n"
		"  return $group->Id && $object->Id && $group->PrincipalObj->HasRight(\n"
		"    Right => $right->{Right}, Object => $object) };\n"
		"@ACL = grep { !$holds->($_) } @ACL;\n\n");
}

static void append_scrips(struct text *out)
{
	text_append(
		out,
		"# certsteward sets the field to 'asked'; RT itself then asks the approver. For\n"
		"# several approvers repeat the section of the template with other names.\n"
		"my $queue = RT::Queue->new(RT->SystemUser);\n"
		"$queue->Load($changes);\n"
		"my $first = !$queue->Id || $lacks->('RT::Template', 'LoadByName',\n"
		"  Name => 'certsteward approval', Queue => $queue->Id);\n"
		"@Templates = ({ Queue => $changes, Name => 'certsteward approval', Type => 'Perl',\n"
		"  Content => \"===Create-Ticket: approval\\n\"\n"
		"    . 'Subject: Approve: {$Tickets{\"TOP\"}->Subject}' . \"\\n\"\n"
		"    . \"Queue: $approvals\\nType: approval\\nOwner: $approver\\n\"\n"
		"    . 'Requestors: {$Tickets{\"TOP\"}->RequestorAddresses}' . \"\\n\"\n"
		"    . \"Depended-On-By: TOP\\n\"\n"
		"    . 'Content: Please decide on change #{$Tickets{\"TOP\"}->Id}.' . \"\\n\\n\"\n"
		"    . '{$Tickets{\"TOP\"}->Transactions->First->Content}' . \"\\nENDOFCONTENT\\n\" }) if $first;\n"
		"my $is = sub { my $word = shift; return 'my $t = $self->TransactionObj; '\n"
		"  . 'return 0 unless $t->Type eq \"CustomField\" and ($t->NewValue // \"\") eq \"'\n"
		"  . $word . '\"; my $f = RT::CustomField->new(RT->SystemUser); '\n"
		"  . '$f->Load($t->Field); return $f->Name eq \"' . $approval . '\";' };\n"
		"@Scrips = (\n"
		"  { Queue => $changes, Description => 'certsteward: ask for approval',\n"
		"    ScripCondition => 'User Defined', CustomIsApplicableCode => $is->('asked'),\n"
		"    ScripAction => 'Create Tickets', Template => 'certsteward approval' },\n"
		"  { Queue => $changes, Description => 'certsteward: withdraw the question',\n"
		"    ScripCondition => 'User Defined', CustomIsApplicableCode => $is->('withdrawn'),\n"
		"    ScripAction => 'User Defined', CustomPrepareCode => 'return 1;',\n"
		"    CustomCommitCode => q{\n"
		"      my $links = $self->TicketObj->DependsOn;\n"
		"      my @open = grep { $_->Type eq 'approval' && $_->QueueObj->IsActiveStatus($_->Status) }\n"
		"                 map { $_->TargetObj } @{ $links->ItemsArrayRef };\n"
		"      for my $one (@open) {\n"
		"        $self->TicketObj->DeleteLink(Type => 'DependsOn', Target => $one->Id);\n"
		"        $one->SetStatus(Status => 'deleted', Force => 1);\n"
		"      }\n"
		"      return 1; }, Template => 'Blank' },\n"
		") if $first;\n\n");
}

static void append_token(struct text *out)
{
	text_append(
		out,
		"@Final = (sub {\n"
		"  for my $known (@known) {\n"
		"    my $class = $known->{LookupType} eq $asset ? 'RT::Catalog' : 'RT::Queue';\n"
		"    for my $name (@{ $known->{ApplyTo} }) {\n"
		"      my ($where, $one) = map { $_->new(RT->SystemUser) } $class, 'RT::CustomField';\n"
		"      $where->Load($name);\n"
		"      $one->LoadByName(Name => $known->{Name}, LookupType => $known->{LookupType});\n"
		"      $one->AddToObject($where) unless $one->IsAdded(0) || $one->IsAdded($where->Id);\n"
		"    }\n"
		"  }\n"
		"  $user->Load($account);\n"
		"  my $token = RT::AuthToken->new(RT->SystemUser);\n"
		"  $token->LoadByCols(Owner => $user->Id, Description => 'certsteward');\n"
		"  if ($token->Id) {\n"
		"    print \"'$account' has its token already. Lost? Delete it in RT and run this again.\\n\";\n"
		"    return;\n"
		"  }\n"
		"  my ($made, $message, $text) =\n"
		"    $token->Create(Owner => $user->Id, Description => 'certsteward');\n"
		"  die \"no token: $message\" unless $made;\n"
		"  umask 077;\n"
		"  open my $file, '>', 'certsteward.token' or die \"certsteward.token: $!\";\n"
		"  print $file $text;\n"
		"  close $file;\n"
		"});\n1;\n");
}

bool request_tracker_prepare(struct itsm *itsm, struct arena *scratch, struct text *out,
                             struct error *error)
{
	const struct request_tracker_settings *settings = request_tracker_settings(itsm);

	(void)error;
	append_head(settings, scratch, out);
	append_fields(settings, scratch, out);
	append_rights(out);
	append_scrips(out);
	append_token(out);
	return true;
}
