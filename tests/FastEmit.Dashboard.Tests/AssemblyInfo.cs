using FastEmit.Dashboard.Tests;
using Xunit.Sdk;
using Xunit.v3;

// One browser for all, and one test at a time: what the page takes is measured here.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: Parallelization(Mode = ParallelMode.None)]
