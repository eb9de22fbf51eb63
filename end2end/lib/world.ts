// Who is in a test's world, and how they came in. The only file that knows the endpoints and
// field names of setting up, so that they change in one place.
import { request, type APIRequestContext, type Cookie } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import type { Server } from './server.ts';

export const OWNER = {
  name: 'Ada Morgan',
  email: 'ada@example.test',
  password: 'correct horse battery staple',
} as const;

export const WORKSPACE = { name: 'Harbour Works', slug: 'harbour-works' } as const;

export interface World {
  baseURL: string;
  owner: typeof OWNER;
  workspace: typeof WORKSPACE;
  /** The owner's session, for `context.addCookies`. */
  cookies: Cookie[];
  /** A path inside the workspace: `at('/today')` is `/harbour-works/today`. */
  at(path: string): string;
  /** The id of the project NGT. */
  projectId: string;
  /** The owner as a member of the workspace. */
  ownerId: string;
  /** Posts a form as the owner, as the page would, and fails unless it is accepted. */
  post(endpoint: string, form: Record<string, string>): Promise<unknown>;
}

/** Makes the owner and the workspace through the program's own form. Once for each server. */
export async function createWorld(server: Server): Promise<World> {
  const api = await request.newContext({
    baseURL: server.baseURL,
    // The same-origin ring asks for it on everything that is not a GET.
    extraHTTPHeaders: { origin: server.baseURL, accept: 'application/json' },
  });
  await post(api, '/do/account/create_owner', {
    code: server.ownerCode,
    name: OWNER.name,
    email: OWNER.email,
    password: OWNER.password,
    workspace: WORKSPACE.name,
  });
  const project = await furnish(api);
  const ownerId = await findOwner(api);
  const { cookies } = await api.storageState();
  if (!cookies.some(cookie => cookie.name === 'sid' && cookie.value)) {
    throw new Error(`create_owner set no cookie "sid", only: ${cookies.map(c => c.name).join(', ')}`);
  }
  return {
    baseURL: server.baseURL,
    owner: OWNER,
    workspace: WORKSPACE,
    cookies,
    at: path => `/${WORKSPACE.slug}${path}`,
    projectId: project,
    ownerId,
    post: (endpoint, form) => post(api, endpoint, form),
  };
}

/** The project's client with a contact, what it delivers, how it stands, and a word to the client. */
async function furnishClient(api: APIRequestContext, project: string): Promise<void> {
  const workspace = WORKSPACE.slug;
  const client = uuidv7();
  await post(api, '/do/clients/create_client', { workspace, id: client, name: 'Northgate Archive' });
  await post(api, '/do/clients/add_contact', { workspace, client, email: 'cora@northgate.test', name: 'Cora Vance' });
  await post(api, '/do/plan/set_client', { workspace, project, client });
  await post(api, '/do/plan/create_deliverable', { workspace, id: uuidv7(), project, title: 'The new site', description: 'With its *maps*.' });
  await post(api, '/do/plan/say_health', { workspace, project, health: 'at_risk', reason: 'the archive has not agreed the wording' });
  await post(api, '/do/talk/add_comment', { workspace, id: uuidv7(), record: project, text: 'The first pages are up.', audience: 'client' });
}

/** One project with three tasks, one of them with everything and one done, a comment, and one task in the trash. */
async function furnish(api: APIRequestContext): Promise<string> {
  const workspace = WORKSPACE.slug;
  const project = uuidv7();
  await post(api, '/do/plan/create_project', { workspace, id: project, title: 'Northgate website', key: 'NGT' });
  const ids: string[] = [];
  for (const title of ['Map the old pages', 'Agree the wording with the archive', 'Photograph the reading room', 'Draft nobody wants']) {
    const id = uuidv7();
    await post(api, '/do/plan/create_task', { workspace, id, project, title });
    ids.push(id);
  }
  await dress(api, ids);
  await post(api, '/do/plan/close_task', { workspace, record: ids[2]! });
  await post(api, '/do/platform/trash_task', { workspace, record: ids[3]! });
  await post(api, '/do/talk/add_comment', { workspace, id: uuidv7(), record: ids[0]!, text: 'Half of them redirect already.' });
  await post(api, '/do/people/invite', { workspace, name: 'Ola Nowak', email: 'ola@example.test', role: 'member' });
  await post(api, '/do/people/create_group', { workspace, name: 'Board' });
  await furnishClient(api, project);
  return project;
}

/** The directory knows who is who. */
async function findOwner(api: APIRequestContext): Promise<string> {
  const answer = await api.get('/do/people/people', { params: { workspace: WORKSPACE.slug } });
  const { people } = (await answer.json()) as { people: { id: string; email: string }[] };
  const owner = people.find(person => person.email === OWNER.email);
  if (!owner) throw new Error('The owner is not in the directory');
  return owner.id;
}

/** The first task has everything that a task can have; a date of the second breaks its link. */
async function dress(api: APIRequestContext, ids: string[]) {
  const workspace = WORKSPACE.slug;
  const [task, second] = [ids[0]!, ids[1]!];
  const choices = await api.get('/do/plan/choices', { params: { workspace, project: 'NGT' } });
  const { people, statuses } = (await choices.json()) as Record<'people' | 'statuses', { id: string; category: string }[]>;
  const status = statuses.find(s => s.category === 'doing')!.id;
  await post(api, '/do/plan/edit_task', {
    workspace, task, status, status_was: statuses[0]!.id, description: 'Old **addresses** first.', effort: '2d', duration: '3d', optimistic: '1d', likely: '2d', pessimistic: '4d',
    start: '2027-03-01', finish: '2027-03-05', deadline: '2027-03-12', constraint: 'snet', constraint_was: 'asap', constraint_date: '2027-03-01', percent: '40', percent_was: '0',
  });
  await post(api, '/do/plan/edit_task', { workspace, task: second, start: '2027-03-03', finish: '2027-03-09' });
  await post(api, '/do/plan/assign', { workspace, task, member: people[0]!.id, units: '50' });
  await post(api, '/do/plan/add_label', { workspace, task, name: 'Archive' });
  const item = uuidv7();
  await post(api, '/do/plan/add_item', { workspace, task, id: item, text: 'Ask the archive' });
  await post(api, '/do/plan/tick_item', { workspace, task, item });
  await post(api, '/do/plan/add_link', { workspace, task: second, id: uuidv7(), predecessor: 'NGT-1', kind: 'fs', lag: '1d' });
  await post(api, '/do/plan/stop_task', { workspace, task, id: uuidv7(), because: 'the old index is at the binder', mover_kind: 'outside', mover_name: 'The binder' });
}

export async function post(api: APIRequestContext, endpoint: string, fields: Record<string, string>) {
  const form: Record<string, string> = { _key: uuidv7() };
  for (const [name, value] of Object.entries(fields)) form[`form[${name}]`] = value;
  const response = await api.post(endpoint, { form, maxRedirects: 0 });
  const text = await response.text();
  if (!response.ok()) throw new Error(`${endpoint} answered ${response.status()}: ${text}`);
  return text ? (JSON.parse(text) as unknown) : null;
}

/** Ids and keys of changes are made where the person acts: time first, then chance. */
export function uuidv7(): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
