#ifndef BASE_SIMD_H
#define BASE_SIMD_H

/*
 * SIMD_LOOP: before a function that is a loop over vectors of numbers. Where
 * the compiler can, it makes a second one for CPUs with AVX2, and the program
 * chooses when it starts. Both multiply and add in the same order (AVX2 alone
 * has no fused multiply-add), so that results are the same on every machine.
 */
#if defined __x86_64__ && defined __linux__ && !defined __clang__ && !defined __SANITIZE_ADDRESS__
#define SIMD_LOOP	__attribute__((target_clones("avx2", "default")))
#else
#define SIMD_LOOP
#endif

#endif
