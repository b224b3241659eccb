// The handler of FaultHandler for 64-bit ARM Linux. x0: signal, x1: siginfo, x2: context. The table as in x64.s.
.text
  ldr x8, 9f
  ldr x9, [x1, #16]                 // si_addr
  ldr w10, [x8]
  add x11, x8, #64
1: cbz w10, 3f
  ldp x12, x13, [x11]
  sub x14, x9, x12
  cmp x14, x13                      // unsigned: address - start < length
  b.lo 2f
  add x11, x11, #32
  sub w10, w10, #1
  b 1b
2: add x14, x11, #16
5: ldxr x15, [x14]
  add x15, x15, #1
  stxr w16, x15, [x14]
  cbnz w16, 5b
  mov x15, x0
  mov x16, x1
  mov x17, x2
  mov x14, x8
  mov x0, x12
  mov x1, x13
  mov w2, #3                        // PROT_READ | PROT_WRITE
  mov w3, #0x4032                   // MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE
  mov x4, #-1
  mov x5, #0
  mov w8, #222                      // mmap
  svc #0
  mov x8, x14
  cmn x0, #4095
  b.hs 6f                           // no memory: as if it were not ours
  ret
6: mov x0, x15
  mov x1, x16
  mov x2, x17
3: ldr x9, [x8, #8]
  cbz x9, 4f
  br x9                             // the handler before
4: mov w0, #7                       // SIGBUS
  add x1, x8, #16
  mov x2, #0
  mov w3, #8
  mov w8, #134                      // rt_sigaction
  svc #0
  ret
  nop
9: .quad 0x1122334455667788         // the table
