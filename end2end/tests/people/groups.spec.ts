// Groups: made, filled, given another name, left, and ended.
import { expect, test } from '../../lib/test.ts';

test('a Group shows who is in it, is renamed, left and ended', async ({ signedIn: page, world, hydrated }) => {
  const name = hydrated ? 'Press awake' : 'Press asleep';
  const other = hydrated ? 'Media awake' : 'Media asleep';
  const said = (text: string) => page.getByRole('status').filter({ hasText: text });
  await page.goto(world.at('/people'));
  const groups = page.locator('section').filter({ has: page.getByRole('heading', { name: 'Groups' }) });
  const made = groups.locator('form').filter({ has: page.getByRole('button', { name: 'Make the Group' }) });
  await made.getByLabel('Name of the Group').fill(name);
  await made.getByRole('button', { name: 'Make the Group' }).click();
  await expect(said(`The Group ${name} is made.`)).toBeVisible();
  const row = groups.locator('li.group').filter({ hasText: hydrated ? 'awake' : 'asleep' });
  await expect(row.getByText('Nobody is in it yet.')).toBeVisible();

  const fill = groups.locator('form').filter({ has: page.getByRole('button', { name: 'Add to a Group' }) });
  await fill.getByLabel('Member').selectOption({ label: world.owner.name });
  await fill.getByLabel('Groups').selectOption({ label: name });
  await fill.getByRole('button', { name: 'Add to a Group' }).click();
  await expect(row.getByText(world.owner.name, { exact: true })).toBeVisible();

  // A name that another has is refused beside its field.
  await row.locator('summary').click();
  await row.getByLabel('Name of the Group').fill('board');
  await row.getByRole('button', { name: 'Give it this name' }).click();
  await expect(row.getByLabel('Name of the Group')).toHaveAttribute('aria-invalid', 'true');
  await row.getByLabel('Name of the Group').fill(other);
  await row.getByRole('button', { name: 'Give it this name' }).click();
  await expect(said(`The Group is called ${other} now.`)).toBeVisible();

  await row.getByRole('button', { name: new RegExp(`^Take out\\s*: ${world.owner.name}, of ${other}$`) }).click();
  await expect(row.getByText('Nobody is in it yet.')).toBeVisible();
  await row.locator('summary').click();
  await expect(row.getByText('Nothing is for it by name.')).toBeVisible();
  await row.getByRole('button', { name: 'Delete the Group' }).click();
  await expect(said(`The Group ${other} is no more.`)).toBeVisible();
  await expect(row).toHaveCount(0);
});
