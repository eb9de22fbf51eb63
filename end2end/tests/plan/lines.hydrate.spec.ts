// Several lines pasted into the field of one offer to become as many tasks.
import { awake } from '../../lib/awake.ts';
import { expect, test } from '../../lib/test.ts';
import { newProject } from '../../lib/plan.ts';
import type { Page } from '@playwright/test';

async function paste(page: Page, text: string) {
  await page.getByLabel('New task').focus();
  await page.evaluate(text => {
    const data = new DataTransfer();
    data.setData('text', text);
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
    document.activeElement!.dispatchEvent(event);
  }, text);
}

test('pasted lines are offered as tasks; a single line is pasted as ever', async ({ signedIn: page, world }) => {
  const project = await newProject(world, 'LNP', true);
  await page.goto(world.at(`/p/${project.key}/list`));
  await awake(page);
  await paste(page, 'Only one\n');
  await expect(page.getByLabel('A task for each line')).toBeHidden();
  await paste(page, '* Lamps\r\n* Wires\r\n\t* Red\r\n');
  await expect(page.getByLabel('A task for each line')).toBeFocused();
  await expect(page.getByText('Becomes 3 tasks.')).toBeVisible();
  await page.getByRole('button', { name: 'Add them' }).click();
  await expect(page.locator('tr.row a.t')).toHaveText(['Lamps', 'Wires', 'Red']);
  await expect(page.getByLabel('A task for each line')).toBeHidden();
});
