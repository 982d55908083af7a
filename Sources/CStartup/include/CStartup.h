#pragma once
// Nothing to call: see CStartup.c.
