#pragma once
// How often this thread has called malloc and its kin so far.
long allocation_count(void);
