// A leaver: what they hold stands on one page, is handed over by one press, and comes back by another.
import { request, type Page } from '@playwright/test';
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

/** Somebody new in the workspace; gives back their id. */
async function joined(world: World, name: string): Promise<string> {
  const workspace = world.workspace.slug;
  const email = `${name.toLowerCase().replaceAll(' ', '.')}@example.test`;
  const { code } = (await world.post('/do/people/invite', { workspace, name, email, role: 'member' })) as { code: string };
  const extraHTTPHeaders = { origin: world.baseURL, accept: 'application/json' };
  const theirs = await request.newContext({ baseURL: world.baseURL, extraHTTPHeaders });
  const form = { _key: uuidv7(), 'form[code]': code, 'form[name]': name, 'form[password]': 'correct horse battery staple' };
  expect((await theirs.post('/do/account/join', { form })).ok()).toBe(true);
  await theirs.dispose();
  const storageState = { cookies: world.cookies, origins: [] };
  const owner = await request.newContext({ baseURL: world.baseURL, extraHTTPHeaders, storageState });
  const { people } = (await (await owner.get('/do/people/people', { params: { workspace } })).json()) as { people: { id: string; email: string }[] };
  await owner.dispose();
  return people.find(person => person.email === email)!.id;
}

/** A task of theirs in the project of the world. */
async function given(world: World, member: string, title: string): Promise<void> {
  const workspace = world.workspace.slug;
  const id = uuidv7();
  await world.post('/do/plan/create_task', { workspace, id, project: world.projectId, title });
  await world.post('/do/plan/assign', { workspace, task: id, member, units: '100' });
}

async function worker(world: World, name: string): Promise<string> {
  const member = await joined(world, name);
  await world.post('/do/plan/add_to_project', { workspace: world.workspace.slug, project: world.projectId, member, role: 'member' });
  return member;
}

const handOver = (page: Page, name: string) => page.getByRole('button', { name: `Hand over and remove ${name}` });
const said = (page: Page, text: string) => page.getByRole('status').filter({ hasText: text });

test('what they hold is listed, handed over by one press, and taken back by one', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Lior Awake' : 'Lior Asleep';
  const member = await worker(world, name);
  await given(world, member, `Sort the prints of ${name}`);
  await page.goto(world.at(`/people/${member}`));
  await page.getByRole('link', { name: /^Remove from the workspace/ }).click();
  await expect(page.getByRole('heading', { level: 1, name: `${name} leaves` })).toBeVisible();
  const project = page.getByRole('region', { name: 'Northgate website' });
  await expect(project.getByRole('link', { name: `Sort the prints of ${name}` })).toBeVisible();
  await expect(project.getByText('1 open task')).toBeVisible();
  await page.getByLabel('Gets their open tasks').selectOption({ label: world.owner.name });
  await handOver(page, name).click();
  await expect(said(page, `${name} is out of the workspace.`)).toBeVisible();
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toHaveCount(0);
  await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(row.first()).toBeVisible();
  await page.goto(world.at(`/people/${member}/leaving`));
  await expect(page.getByRole('link', { name: `Sort the prints of ${name}` })).toBeVisible();
});

test('the directory leads to the page, beside the role', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Noa Awake' : 'Noa Asleep';
  await joined(world, name);
  await page.goto(world.at('/people'));
  const row = page.getByRole('listitem').filter({ hasText: name });
  await row.getByText('Change', { exact: true }).click();
  await row.getByRole('link', { name: `Remove from the workspace ${name}` }).click();
  await expect(page.getByText('In no project, and without open tasks.')).toBeVisible();
  await handOver(page, name).click();
  await expect(said(page, `${name} is out of the workspace.`)).toBeVisible();
});

test('a project without another lead is refused beside its field, and what was chosen stays', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Ines Awake' : 'Ines Asleep';
  const workspace = world.workspace.slug;
  const member = await joined(world, name);
  const project = uuidv7();
  const title = hydrated ? 'Press days awake' : 'Press days asleep';
  await world.post('/do/plan/create_project', { workspace, id: project, title, key: hydrated ? 'PDA' : 'PDB' });
  await world.post('/do/plan/add_to_project', { workspace, project, member, role: 'lead' });
  await world.post('/do/plan/leave_project', { workspace, project, member: world.ownerId });
  await world.post('/do/people/create_group', { workspace, name: `Circle of ${name}` });
  await page.goto(world.at(`/people/${member}/leaving`));
  await expect(page.getByRole('region', { name: title }).getByText('Leads it alone')).toBeVisible();
  await handOver(page, name).click();
  const lead = page.getByLabel(`Leads ${title}`);
  await expect(lead).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('region', { name: title }).getByText('A project needs a lead.')).toBeVisible();
  await page.getByLabel('Leads their projects').selectOption({ label: world.owner.name });
  await handOver(page, name).click();
  await expect(said(page, `${name} is out of the workspace.`)).toBeVisible();
  await expect(page).toHaveURL(/\/people(\?|$)/);
  await page.goto(world.at(`/people/${world.ownerId}`));
  await expect(page.getByRole('link', { name: title }).last()).toBeVisible();
});

test('what they are given meanwhile is named and shown before it is handed over', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Tove Awake' : 'Tove Asleep';
  const member = await worker(world, name);
  await page.goto(world.at(`/people/${member}/leaving`));
  await expect(handOver(page, name)).toBeVisible();
  await given(world, member, `Only just for ${name}`);
  await handOver(page, name).click();
  await expect(page.getByText(/They were given this meanwhile: NGT-\d+\./).first()).toBeVisible();
  await expect(page.getByRole('link', { name: `Only just for ${name}` })).toBeVisible();
  await handOver(page, name).click();
  await expect(said(page, `${name} is out of the workspace.`)).toBeVisible();
});

test('the last owner sees that another is needed, and a phone does not go sideways', async ({ signedIn: page, world }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(world.at(`/people/${world.ownerId}/leaving`));
  await handOver(page, world.owner.name).click();
  await expect(page.getByLabel('New owner of the workspace')).toHaveAttribute('aria-invalid', 'true');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
});
