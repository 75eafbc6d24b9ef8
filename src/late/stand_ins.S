/*
 * One library's stand-ins; see late.h. A stand-in jumps to where its slot
 * points: first to what loads the library, which fills in the slots of all of
 * its functions, then to the function, with the arguments as they came.
 *
 * LATE_SONAME is the library's name, and LATE_FUNCTIONS the file that calls
 * `stand_in` for each of its functions; the Makefile makes it.
 */

#if defined(__x86_64__)

/* Where indirect branches are tracked, both are where one may end. */
#ifdef __CET__
#include <cet.h>
#else
#define _CET_ENDBR
#endif

.macro jump_by_slot
	_CET_ENDBR
	jmp *1f(%rip)
.endm

.macro load_first
	_CET_ENDBR
	leaq 1f(%rip), %r11
	jmp load
.endm

/* What may hold arguments is kept, and where the slot is. */
.macro load_and_go_on
	.irp r, r11, rax, rdi, rsi, rdx, rcx, r8, r9
	pushq %\r
	.endr
	subq $136, %rsp
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7
	movups %xmm\n, 16 * \n(%rsp)
	.endr
	leaq library(%rip), %rdi
	call late_load
	.irp n, 0, 1, 2, 3, 4, 5, 6, 7
	movups 16 * \n(%rsp), %xmm\n
	.endr
	addq $136, %rsp
	.irp r, r9, r8, rcx, rdx, rsi, rdi, rax, r11
	popq %\r
	.endr
	jmp *(%r11)
.endm

#elif defined(__aarch64__)

.macro jump_by_slot
	adrp x16, 1f
	ldr x17, [x16, :lo12:1f]
	br x17
.endm

.macro load_first
	adrp x16, 1f
	add x16, x16, :lo12:1f
	b load
.endm

.macro load_and_go_on
	stp x29, x30, [sp, #-224]!
	mov x29, sp
	stp x0, x1, [sp, #16]
	stp x2, x3, [sp, #32]
	stp x4, x5, [sp, #48]
	stp x6, x7, [sp, #64]
	stp x8, x16, [sp, #80]
	stp q0, q1, [sp, #96]
	stp q2, q3, [sp, #128]
	stp q4, q5, [sp, #160]
	stp q6, q7, [sp, #192]
	adrp x0, library
	add x0, x0, :lo12:library
	bl late_load
	ldp q6, q7, [sp, #192]
	ldp q4, q5, [sp, #160]
	ldp q2, q3, [sp, #128]
	ldp q0, q1, [sp, #96]
	ldp x8, x16, [sp, #80]
	ldp x6, x7, [sp, #64]
	ldp x4, x5, [sp, #48]
	ldp x2, x3, [sp, #32]
	ldp x0, x1, [sp, #16]
	ldp x29, x30, [sp], #224
	ldr x17, [x16]
	br x17
.endm

#else
#error "no stand-ins for this processor: build with LATE="
#endif

/* Hidden: libraries that need the same function find the library's own. */
.macro stand_in name
	.globl \name
	.hidden \name
	.type \name, %function
\name :
	jump_by_slot
2:	load_first
	.size \name, . - \name

	.section .data
1:	.quad 2b
	.section .rodata
	.asciz "\name"
	.text
.endm

	.section .data
	.balign 8
slots:
	.section .rodata
names:
	.text
load:
	load_and_go_on

#include LATE_FUNCTIONS

	.section .data.rel.ro, "aw"
	.balign 8
library:
	.quad soname, names, slots, (slots_end - slots) / 8
	.section .data
slots_end:
	.section .rodata
soname:
	.asciz LATE_SONAME

/*
 * Packagers find here what the program may load: the note of the ELF dlopen
 * metadata's specification (uapi-group.org).
 */
	.section .note.dlopen, "a", %note
	.balign 4
	.long 4, 4f - 3f, 0x407c0c0a
	.asciz "FDO"
3:	.ascii "[{\"soname\":[\"", LATE_SONAME, "\"],\"priority\":\"required\"}]\0"
4:	.balign 4

	.section .note.GNU-stack, "", %progbits
