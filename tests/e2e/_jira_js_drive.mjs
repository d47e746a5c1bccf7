// SPDX-FileCopyrightText: 2026 The certsteward authors
// SPDX-License-Identifier: Apache-2.0
// Drives a Jira Cloud site with jira.js, which checks every answer against its schemas.
// Arguments: the package's entry, the site's address. One line of JSON per step.

const [entry, host] = process.argv.slice(2);
const jira = await import(entry);
const options = (name) => ({
	host, auth: { type: 'basic', email: `${name}@example.com`, apiToken: `${name}-token` },
});
const cloud = jira.createCloudClient(options('certsteward'));
const desk = jira.createServiceDeskClient(options('certsteward'));
const alice = jira.createServiceDeskClient(options('alice'));
const text = (words) => ({ type: 'doc', version: 1,
	content: [{ type: 'paragraph', content: [{ type: 'text', text: words }] }] });

async function step(name, action) {
	try {
		const value = await action();
		console.log(JSON.stringify({ step: name, ok: true, value: value ?? null }));
		return value;
	} catch (error) {
		console.log(JSON.stringify({ step: name, ok: false, error: error.constructor.name,
			text: String(error.message).slice(0, 600) }));
		return undefined;
	}
}

async function move(key, status, fields) {
	const offered = await cloud.issues.getTransitions({ issueIdOrKey: key });
	const wanted = offered.transitions.find((one) => one.to.name === status);
	return cloud.issues.doTransition({ issueIdOrKey: key, transition: { id: wanted.id }, fields });
}

const me = await step('myself', () => cloud.myself.getCurrentUser());
await step('server', () => cloud.serverInfo.getServerInfo());
const fields = await step('fields', () => cloud.issueFields.getFields());
const id = (name) => fields.find((one) => one.name === name).id;
const found = await step('user', () => cloud.userSearch.findUsers({ query: 'alice' }));
const made = await step('create', () => cloud.issues.createIssue({
	fields: { project: { key: 'ITSM' }, issuetype: { name: '[System] Change' }, summary: 'renew cert',
		description: text('two places'), labels: ['js-1'],
		[id('Planned start')]: '2026-12-01T10:00:00.000+0000',
		[id('Planned end')]: '2026-12-01T12:00:00.000+0000',
		[id('Approvers')]: [{ accountId: found[0].accountId }] },
	properties: [{ key: 'certsteward.ticket', value: { key: 'k' } }] }));
const key = made?.key;
await step('get', () => cloud.issues.getIssue({ issueIdOrKey: key, properties: ['certsteward.ticket'] }));
await step('edit', () => cloud.issues.editIssue({ issueIdOrKey: key, fields: { summary: 'renewed' } }));
await step('comment', () => cloud.issueComments.addComment({ issueIdOrKey: key, body: text('hi') }));
await step('property', () => cloud.issueProperties.setIssueProperty({
	issueIdOrKey: key, propertyKey: 'more', body: { a: 1 } }));
await step('remote link', () => cloud.issueRemoteLinks.createOrUpdateRemoteIssueLink({
	issueIdOrKey: key, globalId: 'g', object: { url: 'https://example.com/', title: 'page' } }));
await step('search', () => cloud.issueSearch.searchAndReconsileIssuesUsingJql({
	jql: 'labels = "js-1"', fields: ['summary', 'status'] }));
await step('changelog', () => cloud.issues.getChangeLogs({ issueIdOrKey: key }));
await step('bulk', () => cloud.issues.createIssues({ issueUpdates: [1, 2].map((number) => ({
	fields: { project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: `task ${number}` } })) }));
await step('bulkfetch', () => cloud.issues.bulkFetchIssues({ issueIdsOrKeys: [key], fields: ['status'] }));
await step('ask approval', () => move(key, 'Awaiting approval'));
const asked = await step('approvals', () => desk.request.getApprovals({ issueIdOrKey: key }));
await step('approve', () => alice.request.answerApproval({
	issueIdOrKey: key, approvalId: Number(asked.values[0].id), decision: 'approve' }));
await step('status', async () => (await cloud.issues.getIssue({ issueIdOrKey: key })).fields.status.name);
const types = await step('request types', () => desk.servicedesk.getRequestTypes({ serviceDeskId: '1' }));
await step('request', () => desk.request.createCustomerRequest({
	serviceDeskId: '1', requestTypeId: types.values[0].id,
	requestFieldValues: { summary: 'by the portal', description: 'words' } }));
await step('workspace', () => desk.assets.getAssetsWorkspaces({}));
console.log(JSON.stringify({ step: 'end', ok: Boolean(me), value: null }));
