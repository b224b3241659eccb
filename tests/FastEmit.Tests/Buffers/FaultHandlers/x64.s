# The handler of FaultHandler for x86-64 Linux. rdi: signal, rsi: siginfo, rdx: context, as a handler gets them.
# The table (MappingGuard): 0 count, 8 handler before, 16 default action, 64 slots of { address, length, faults, nothing }.
.intel_syntax noprefix
.text
  movabs r8, 0x1122334455667788     # the table
  mov rax, [rsi+16]                 # si_addr
  mov ecx, [r8]
  lea r9, [r8+64]
1: test ecx, ecx
  jz 3f
  mov r10, rax
  sub r10, [r9]
  cmp r10, [r9+8]                   # unsigned: address - start < length
  jb 2f
  add r9, 32
  dec ecx
  jmp 1b
2: push rdi
  push rsi
  push rdx
  push r8
  lock inc qword ptr [r9+16]
  mov rdi, [r9]
  mov rsi, [r9+8]
  mov edx, 3                        # PROT_READ | PROT_WRITE
  mov r10d, 0x4032                  # MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE
  mov r8, -1
  xor r9d, r9d
  mov eax, 9                        # mmap
  syscall
  pop r8
  pop rdx
  pop rsi
  pop rdi
  cmp rax, -4095
  jae 3f                            # no memory: as if it were not ours
  ret
3: mov rax, [r8+8]
  test rax, rax
  jz 4f
  jmp rax                           # the handler before
4: mov edi, 7                       # SIGBUS
  lea rsi, [r8+16]
  xor edx, edx
  mov r10d, 8
  mov eax, 13                       # rt_sigaction: the default ends the process when the instruction runs again
  syscall
  ret
