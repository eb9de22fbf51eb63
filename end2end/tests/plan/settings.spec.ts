// A project says how it stands, what it delivers, and what the states of its work are called.
import { expect, test } from '../../lib/test.ts';
import { uuidv7, type World } from '../../lib/world.ts';

test('how it stands needs a reason, and shows on the overview', async ({ signedIn: page, world, hydrated }) => {
  const key = await makeProject(world, hydrated ? 'HSA' : 'HSN');
  await page.goto(world.at(`/p/${key}/overview`));
  await expect(page.getByText('Nothing is planned yet.')).toBeVisible();
  await page.locator('summary', { hasText: 'Say how it stands' }).click();
  await page.getByRole('combobox', { name: 'How it stands' }).selectOption('off_track');
  await page.getByRole('button', { name: 'Say it' }).click();
  await expect(page.getByLabel('Because')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByRole('combobox', { name: 'How it stands' })).toHaveValue('off_track');
  await page.getByLabel('Because').fill('the lamps are late');
  await page.getByRole('button', { name: 'Say it' }).click();
  await expect(page.getByRole('main')).toContainText('the lamps are late');
  await page.goto(world.at('/projects'));
  await expect(page.getByRole('listitem').filter({ hasText: `Project ${key}` }).first()).toContainText('Off course');
});

test('settings keep what is typed, and states are added and removed', async ({ signedIn: page, world, hydrated }) => {
  const key = await makeProject(world, hydrated ? 'SEA' : 'SEN');
  await page.goto(world.at(`/p/${key}/settings`));
  await page.getByLabel('Minutes of a working day').fill('2000');
  await page.locator('form', { has: page.getByLabel('Minutes of a working day') }).getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Minutes of a working day')).toHaveAttribute('aria-invalid', 'true');
  await expect(page.getByLabel('Minutes of a working day')).toHaveValue('2000');

  await page.getByLabel('New state').fill('Waiting for print');
  await page.getByRole('button', { name: 'Add the state' }).click();
  const state = (name: string) => page.getByRole('listitem').filter({ has: page.locator('b', { hasText: new RegExp(`^${name}$`) }) });
  await expect(state('Waiting for print')).toBeVisible();
  await state('Waiting for print').locator('summary').click();
  await state('Waiting for print').getByLabel('Move its tasks to').selectOption({ label: 'Under way' });
  await state('Waiting for print').getByRole('button', { name: 'Remove the state' }).click();
  await expect(state('Waiting for print')).toHaveCount(0);
  // Work begins in a state and ends in one: the only one of its kind stays.
  await state('Done').locator('summary').click();
  await expect(state('Done').getByLabel('Name')).toBeVisible();
  await expect(state('Done').getByRole('button', { name: 'Remove the state' })).toHaveCount(0);

  await page.getByLabel('New deliverable').fill('A map');
  await page.getByRole('button', { name: 'Add the deliverable' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: 'A map' }).first()).toContainText('no task yet');
});

async function makeProject(world: World, key: string): Promise<string> {
  await world.post('/do/plan/create_project', { workspace: world.workspace.slug, id: uuidv7(), title: `Project ${key}`, key });
  return key;
}
