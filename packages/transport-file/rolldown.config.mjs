import { library } from '../../rolldown.library.mjs';

export default library({ entries: ['index'] });
